/**
 * Opus for bad networks (RFC 7587): in-band forward error correction, so that a lost packet is made up from the next one, and
 * discontinuous transmission, so that silence costs a packet in 400 ms. Both are what a receiver asks its sender for, so they are
 * written into the description that comes from the other side, before it is set: the own one is never touched, and so
 * `setLocalDescription()` stays without an argument and without its races.
 */
const wanted = ["useinbandfec=1", "usedtx=1"];

export function withOpusOptions(sdp: string): string {
  const payload = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (payload === undefined) return sdp;
  const line = new RegExp(`^a=fmtp:${payload} ([^\\r\\n]*)`, "m");
  const options = (line.exec(sdp)?.[1] ?? "").split(";").map((option) => option.trim());
  const others = options.filter((option) => option && !/^use(?:inbandfec|dtx)=/i.test(option));
  const fmtp = `a=fmtp:${payload} ${[...others, ...wanted].join(";")}`;
  return line.test(sdp) ? sdp.replace(line, fmtp) : sdp.replace(/^a=rtpmap:\d+ opus\/48000[^\r\n]*/im, (rtpmap) => `${rtpmap}\r\n${fmtp}`);
}
