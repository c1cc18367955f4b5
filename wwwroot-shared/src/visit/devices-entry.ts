/** What tries devices before a visit and chooses them in a call: a part of its own, for most calls are held without. */
export { CallMore } from "./call-more";
export { DeviceCheck } from "./device-check";
export { deviceTongue } from "./device-words";
