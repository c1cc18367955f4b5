import { useEffect, useState } from "preact/hooks";
import type { VisitView, WaitingState } from "../sdk/visits";
import type { PatientVisitProps } from "../visit";
import { loadVisit, loadVisitWords } from "./load-visit";
import { say } from "./texts";
import { dayLabel, dayOf, timeLabel } from "./times";
import { useAround } from "./context";
import { useStore } from "./use-store";

/** From so long before the door opens the visit's screens are fetched. */
const nearFor = 3_600_000;
const lookEvery = 20_000;
/** Whoever was there when the page was loaded anew is there again. */
const inside: readonly WaitingState[] = ["checkingIn", "waiting", "returnedToWaiting", "admitted", "inVisit"];
const over: readonly WaitingState[] = ["completed", "noShow", "cancelled"];

type Loaded = Pick<PatientVisitProps, "words"> & Pick<typeof import("../visit"), "PatientVisit">;

/** The line that says when the visit is, and the visit itself once it is opened. */
export function VisitPlace({ unread }: { readonly unread: number }) {
  const { chat, texts } = useAround();
  const visits = useStore(chat.visits);
  const [opened, setOpened] = useState("");
  const [now, setNow] = useState(Date.now());
  const [part, setPart] = useState<Loaded | null>(null);
  const visit = visits.find(({ id, waiting }) => id === opened || !over.includes(waiting));
  const isNear = !!visit && Date.parse(visit.opensAt) - nearFor <= now;

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), lookEvery);
    return () => clearInterval(timer);
  }, []);
  // Once more with each look, where the network gave nothing.
  useEffect(() => {
    if (isNear && !part)
      Promise.all([loadVisit(), loadVisitWords(texts.locale)]).then(
        ([{ PatientVisit }, words]) => setPart({ PatientVisit, words }),
        () => undefined,
      );
  }, [isNear, part ? 0 : now]);
  useEffect(() => {
    if (visit && inside.includes(visit.waiting)) setOpened(visit.id);
  }, [visit?.id, visit?.waiting]);

  if (!visit) return null;
  if (part && opened === visit.id)
    return <part.PatientVisit key={visit.id} chat={chat} visit={visit} locale={texts.locale} words={part.words} unread={unread} onClose={() => setOpened("")} />;
  return (
    <div class="banner">
      <span class="banner-text">{say(texts, "visit", { name: visit.practitioner?.displayName ?? visit.careTeam.name, time: whenOf(visit, texts.locale) })}</span>
      {isNear && (
        <button type="button" class="button button-small" aria-disabled={!part} onClick={() => part && setOpened(visit.id)}>
          {say(texts, "visitOpen")}
        </button>
      )}
    </div>
  );
}

function whenOf({ scheduledFor }: VisitView, locale: string): string {
  return `${dayLabel(dayOf(scheduledFor), locale)}, ${timeLabel(scheduledFor, locale)}`;
}
