// Two care teams' conversations of a made-up patient, in the small portal that the tests use. For looking at, never for shipping.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import * as esbuild from "esbuild";
import { root } from "../build/layout.mjs";

export async function makePortal() {
  const outfile = join(mkdtempSync(join(tmpdir(), "portal-dev-")), "fake-portal.mjs");
  await esbuild.build({ entryPoints: [join(root, "tests/fakes/fake-portal.ts")], bundle: true, format: "esm", platform: "node", outfile, logLevel: "error" });
  const { FakePortal, Refused } = await import(pathToFileURL(outfile).href);
  const portal = new FakePortal();
  const person = (n, kind, displayName) => ({ id: `0198c1a0-0000-7000-8000-0000000000${n}`, kind, displayName });
  const ana = person("a1", "patient", "Ana Ruiz");
  const noor = person("b1", "practitioner", "Noor Haddad");
  const jonas = person("b2", "practitioner", "Jonas Weber");
  const id = (n) => `0198c1a0-0000-7000-8000-00000000c0${n}`;
  const conversations = {
    knee: portal.add(id("01"), "Knee after the operation", [ana, noor, jonas]),
    tablets: portal.add(id("02"), "Tablets for blood pressure", [ana, jonas]),
    parking: portal.add(id("03"), "Where do I park?", [ana, noor]),
  };

  let at = Date.now() - 3 * 86_400_000;
  let count = 0;
  const realNow = Date.now;
  const realDate = globalThis.Date;
  const say = (conversation, who, text, minutes = 7, replyTo) => {
    at += minutes * 60_000;
    const now = at;
    globalThis.Date = class extends realDate {
      constructor(...args) {
        super(...(args.length ? args : [now]));
      }
      static now = () => now;
    };
    const receipt = portal.post(who, conversation, { clientMessageId: `dev-${++count}`, text, ...(replyTo ? { replyTo } : {}) });
    globalThis.Date = realDate;
    return receipt.sequence;
  };
  const { knee, tablets, parking } = conversations;
  for (let i = 1; i <= 120; i++) say(tablets, i % 2 ? ana : jonas, i % 2 ? `Reading ${i}: 13${i % 10} over 8${i % 10}.` : "Thank you, noted.", 9);
  say(parking, noor, "Use the entrance on Mill Lane; the first hour is free.", 5);
  say(parking, ana, "Thank you!", 2);
  parking.status = "closed";
  portal.append(knee, { type: "participantJoined", actor: noor, participant: noor });
  const first = say(knee, ana, "Good morning. The wound is a little red on one side since yesterday. Should I be worried?", 600);
  say(knee, noor, "Good morning Ana. Is it warm to the touch, or does it weep?", 8, first);
  say(knee, noor, "A photograph would help, if you can take one.", 1);
  say(knee, ana, "It is warm, yes. No fluid.\n\nMy daughter says:\n  • no fever\n  • some swelling", 20);
  const wrong = say(knee, jonas, "Please take 500 mg four times a day.", 30);
  portal.append(knee, { type: "messageCorrected", actor: jonas, target: wrong, text: "Please take 500 mg three times a day, with food." });
  const gone = say(knee, noor, "For another patient", 1);
  portal.append(knee, { type: "messageRetracted", actor: noor, target: gone });
  say(knee, ana, "مرحبا، شكراً جزيلاً", 3);
  portal.mark(knee, ana.id, knee.head, knee.head);
  portal.mark(knee, noor.id, knee.head, knee.head);
  at = realNow() - 20 * 60_000;
  say(knee, noor, "You are welcome. Please keep the leg up when you sit, and cool it for ten minutes three times a day.", 5);
  say(knee, noor, "Tell us tomorrow how it looks 🙂 <script>alert(1)</script>", 1);
  portal.setVisit({
    id: "0198c1a0-0000-7000-8000-00000000f001",
    conversationId: knee.id,
    patient: ana,
    practitioner: noor,
    careTeam: { id: "0198c1a0-0000-7000-8000-00000000ca01", identifier: "ortho", name: "Orthopaedics" },
    scheduledFor: new Date(realNow() + 5 * 60_000).toISOString(),
    minutes: 20,
    status: "booked",
    waiting: "expected",
    opensAt: new Date(realNow() - 25 * 60_000).toISOString(),
    telephone: "+1 555 0100",
  });
  portal.mark(tablets, ana.id, tablets.head, tablets.head);
  portal.mark(parking, ana.id, parking.head, parking.head);
  return { portal, Refused, ana, noor, jonas, conversations };
}
