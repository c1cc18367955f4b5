import { useEffect, useState } from "preact/hooks";
import { Question, useWayBack } from "./question";
import type { StaffTongue } from "./staff-words";
import type { Participant } from "./staff-visits";

interface Props {
  readonly t: StaffTongue;
  readonly present: () => Promise<readonly Participant[]>;
  /** Takes somebody out, and then the place. */
  readonly onTake: (participant: string) => Promise<void>;
}

/** A colleague has the clinician's place in the call: who that is, and the way to take it over. */
export function FullCall({ t, present, onTake }: Props) {
  const [colleague, setColleague] = useState<Participant | null>(null);
  const [asks, setAsks] = useState<"take" | null>(null);
  const place = useWayBack(asks);
  useEffect(() => {
    present().then((all) => setColleague(all.find(({ kind }) => kind === "practitioner") ?? null), () => undefined);
  }, []);

  if (colleague === null) return null;
  const { id, displayName: name } = colleague;
  if (asks !== null) return <Question text={t("removeSure", { name })} yes={t("remove")} t={t} onYes={() => void onTake(id).then(() => setAsks(null))} onNo={() => setAsks(null)} />;
  return (
    <div class="call-staff" ref={place}>
      <span>{t("isIn", { name })}</span>
      <button type="button" class="button button-small" data-asks="take" onClick={() => setAsks("take")}>
        {t("remove")}
      </button>
    </div>
  );
}
