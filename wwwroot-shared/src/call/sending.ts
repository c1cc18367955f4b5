/** Sound first: what each sender may use, by mode. The browser's own congestion control works below these ceilings. */
import type { Slot } from "./peer-link";
import type { CallMode } from "./wire";

interface Ceiling {
  readonly maxBitrate: number;
  readonly priority: RTCPriorityType;
  readonly maxFramerate?: number;
  readonly scaleResolutionDownBy?: number;
}

/** bit/s. Opus sounds whole at 40 kbit/s with its correction, and is still well understood at 24. */
const ceilings: { readonly [S in Slot]: { readonly [M in CallMode]: Ceiling | null } } = {
  audio: {
    full: { maxBitrate: 40_000, priority: "high" },
    low: { maxBitrate: 32_000, priority: "high" },
    audio: { maxBitrate: 24_000, priority: "high" },
  },
  camera: {
    full: { maxBitrate: 1_200_000, priority: "low", maxFramerate: 30 },
    low: { maxBitrate: 90_000, priority: "very-low", scaleResolutionDownBy: 4, maxFramerate: 12 },
    audio: null,
  },
  screen: {
    full: { maxBitrate: 1_500_000, priority: "medium", maxFramerate: 15 },
    low: { maxBitrate: 120_000, priority: "low", maxFramerate: 3 },
    audio: null,
  },
};

/** A still, sharp screen can be read; a smooth, blurred one cannot. A face is the other way round. */
const degradation: { readonly [S in Slot]?: RTCDegradationPreference } = { camera: "balanced", screen: "maintain-resolution" };

/** Whether the mode leaves room for it at all. */
export const isSent = (slot: Slot, mode: CallMode): boolean => ceilings[slot][mode] !== null;

/**
 * A connection's first pictures are half as wide. A browser begins at some 300 kbit/s, and throws away one frame after the other that is too
 * large for that: the other side sees something sooner so.
 */
export const firstDivisor = 2;

/**
 * Applies the mode to a sender; a camera's picture in full is divided by `divisor`. Some browsers refuse what they do not know
 * (`networkPriority` in Firefox, `maxFramerate` in older Safari): then the ceiling alone is asked for. Gives whether anything was accepted.
 */
export async function limit(sender: RTCRtpSender, slot: Slot, mode: CallMode, divisor = 1): Promise<boolean> {
  const ceiling = ceilings[slot][mode];
  if (!ceiling) return true;
  const whole = { ...(slot === "camera" && { scaleResolutionDownBy: divisor }), ...ceiling, networkPriority: ceiling.priority, active: true };
  return (await apply(sender, whole, degradation[slot])) || (await apply(sender, { maxBitrate: ceiling.maxBitrate }));
}

async function apply(sender: RTCRtpSender, encoding: Partial<RTCRtpEncodingParameters>, preference?: RTCDegradationPreference): Promise<boolean> {
  try {
    const parameters: RTCRtpSendParameters & { degradationPreference?: RTCDegradationPreference } = sender.getParameters();
    // Firefox before 110 has no encodings until they are given.
    const first = parameters.encodings?.[0] ?? {};
    parameters.encodings = [{ ...first, ...encoding } as RTCRtpEncodingParameters];
    if (preference) parameters.degradationPreference = preference;
    await sender.setParameters(parameters);
    return true;
  } catch {
    return false;
  }
}
