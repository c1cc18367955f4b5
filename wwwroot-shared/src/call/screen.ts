/** The screen, a window or a tab, as the person chooses it in the browser's own dialogue: only in a click, and not at all on phones. */
export async function captureScreen(): Promise<MediaStreamTrack> {
  // Text that is read rather than films that are watched: few, sharp pictures.
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
  const track = stream.getVideoTracks()[0]!;
  track.contentHint = "detail";
  return track;
}
