/** Two soft notes for the speaker test, on the chosen speaker: an octave that small loudspeakers can play and old ears can hear. */
import { audioContext } from "./meter";

const notes = [523.25, 659.25];
const seconds = 0.5;

/** In a click. Resolves when it begins to sound, with what ends it early; rejects where the browser plays nothing. */
export async function playTone(speakerId: string | null = null): Promise<() => void> {
  const context = audioContext();
  await context.resume();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  // By way of an element, as only elements can be given a speaker in every browser that has the choice.
  const out = context.createMediaStreamDestination();
  volume.connect(out);
  const oscillators = notes.map((frequency, i) => {
    const oscillator = context.createOscillator();
    const [from, to] = [context.currentTime + i * seconds, context.currentTime + (i + 1) * seconds];
    const swell = context.createGain();
    // No click at either end.
    swell.gain.setValueAtTime(0, from);
    swell.gain.linearRampToValueAtTime(1, from + 0.05);
    swell.gain.setValueAtTime(1, to - 0.1);
    swell.gain.linearRampToValueAtTime(0, to);
    oscillator.frequency.value = frequency;
    oscillator.connect(swell).connect(volume);
    oscillator.start(from);
    oscillator.stop(to);
    return oscillator;
  });
  const element = new Audio();
  element.srcObject = out.stream;
  const end = () => {
    for (const oscillator of oscillators) oscillator.disconnect();
    volume.disconnect();
    element.srcObject = null;
  };
  oscillators[oscillators.length - 1]!.onended = end;
  try {
    if (speakerId !== null) await (element as { setSinkId?: (id: string) => Promise<void> }).setSinkId?.(speakerId);
    await element.play();
  } catch (error) {
    end();
    throw error;
  }
  return end;
}
