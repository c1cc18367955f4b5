import { useState } from "preact/hooks";
import { Question, useWayBack } from "./question";
import type { StaffTongue } from "./staff-words";

interface Props {
  /** Of the patient's side. */
  readonly name: string;
  /** Whether the other is in the call: nobody else can be taken out. */
  readonly isThere: boolean;
  readonly t: StaffTongue;
  readonly onReturn: () => void;
  readonly onRemove: () => Promise<void>;
  readonly onEnd: () => Promise<void>;
}

/** What in a call is the clinician's alone. */
export function StaffActs({ name, isThere, t, onReturn, onRemove, onEnd }: Props) {
  const [asked, setAsks] = useState<"remove" | "end" | null>(null);
  // Whoever goes meanwhile takes the question along.
  const asks = asked === "remove" && !isThere ? null : asked;
  const place = useWayBack(asks);
  const done = () => setAsks(null);

  if (asks !== null)
    return (
      <Question
        key={asks}
        text={t(asks === "end" ? "endSure" : "removeSure", { name })}
        yes={t(asks === "end" ? "endAll" : "remove")}
        t={t}
        onYes={() => void (asks === "end" ? onEnd() : onRemove()).then(done)}
        onNo={done}
      />
    );
  return (
    <div class="call-staff" ref={place}>
      <button type="button" class="button button-small" onClick={onReturn}>
        {t("toWaiting")}
      </button>
      {isThere && (
        <button type="button" class="button button-small" data-asks="remove" onClick={() => setAsks("remove")}>
          {t("remove")}
        </button>
      )}
      <button type="button" class="button button-small" data-asks="end" onClick={() => setAsks("end")}>
        {t("endAll")}
      </button>
    </div>
  );
}
