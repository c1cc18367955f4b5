/** A visit on the patient's side: its screens and its call. Loaded only when one is near. What it exports beside serves `devices-entry.ts`. */
export { LocalDevices } from "../call/devices";
export { icons, Sign } from "./icons";
export { tongue } from "./words";
export { PatientVisit, type PatientVisitProps } from "./patient-visit";
