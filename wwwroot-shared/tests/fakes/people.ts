import type { EventActor } from "../../src/sdk/protocol";

const person = (digit: string, kind: EventActor["kind"], displayName: string): EventActor => ({ id: `0198c1a0-0000-7000-8000-0000000000${digit}`, kind, displayName });

export const ana = person("a1", "patient", "Ana Ruiz");
export const noor = person("b1", "practitioner", "Noor Haddad");
export const jonas = person("b2", "practitioner", "Jonas Weber");
export const knee = "0198c1a0-0000-7000-8000-00000000c001";
export const skin = "0198c1a0-0000-7000-8000-00000000c002";
