/** What the device check needs beside `LocalDevices`: a part of its own, for nobody waits for it in a call. */
export { Meter } from "./meter";
export { checkNetwork, type NetworkCheck, type NetworkReason } from "./network-check";
export { playTone } from "./tone";
