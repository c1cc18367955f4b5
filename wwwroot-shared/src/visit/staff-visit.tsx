import { useEffect, useRef, useState } from "preact/hooks";
import type { CallSession } from "../call";
import { PortalError } from "../sdk/problem";
import { newerVisit, type VisitActs, type VisitView } from "../sdk/visits";
import { useStore } from "../widget/use-store";
import { CallMore } from "./call-more";
import { CallOver } from "./call-over";
import { CallView } from "./call-view";
import { isOver } from "./call-words";
import { FullCall } from "./full-call";
import { Lock } from "./lock";
import { onLock, tellPage, type LockRequest, type PaneNews } from "./pane-events";
import { PaneFrame } from "./pane-frame";
import { StaffActs } from "./staff-acts";
import type { StaffVisits } from "./staff-visits";
import type { StaffTongue } from "./staff-words";
import { stageOf } from "./stages";

/** How the visit stands is asked so often; what the call itself tells is known at once. */
const lookEvery = 10_000;

export interface StaffVisitProps {
  readonly visitId: string;
  readonly conversationId: string;
  /** Known already: whoever opens the pane by admitting joins while the portal is asked how the visit stands. */
  readonly isAdmitted: boolean;
  readonly visits: StaffVisits;
  readonly makeCall: () => CallSession;
  readonly t: StaffTongue;
  readonly onClose: () => void;
}

/** A visit on the clinician's side, in the pane. Where it stands is what the portal says, always. */
export function StaffVisit({ visitId, conversationId, isAdmitted, visits, makeCall, t, onClose }: StaffVisitProps) {
  const [visit, setVisit] = useState<VisitView | null>(null);
  const [call, setCall] = useState<CallSession | null>(null);
  const [failed, setFailed] = useState(false);
  const [lock, setLock] = useState<LockRequest | null>(null);
  const before = useRef<string | null>(null);
  const early = useRef<CallSession | null>(null);
  const line = useRef<HTMLHeadingElement>(null);
  const stage = visit && stageOf(visit);
  const name = visit?.patient?.displayName ?? "";

  const take = (view: VisitView) => setVisit((known) => newerVisit(known ?? undefined, view));
  const look = () =>
    visits.view(visitId).then(take, (error: unknown) => {
      // Signed out, or not in the care team any more: nothing of the patient stays here.
      if (error instanceof PortalError && (error.isSession || error.isPermanent)) onClose();
    });
  const act = <Act extends keyof VisitActs>(word: Act, body: VisitActs[Act]) => {
    setFailed(false);
    return visits.act(visitId, word, body).then(take, () => setFailed(true));
  };
  const tell = (kind: PaneNews["kind"]) => tellPage({ kind, visitId, conversationId });

  const hangUpEarly = () => {
    void early.current?.hangUp();
    early.current = null;
  };

  useEffect(() => {
    if (isAdmitted) void (early.current = makeCall()).start();
    void look();
    const timer = setInterval(() => void look(), lookEvery);
    return () => {
      clearInterval(timer);
      hangUpEarly();
    };
  }, []);
  useEffect(() => onLock(setLock), []);

  // A pane that was just opened takes the keyboard, and so does what it shows in place of what had it. From the page it takes nothing.
  useEffect(() => {
    const { activeElement } = document;
    const isFree = before.current === null || activeElement === document.body || line.current?.closest("#call-pane")?.contains(activeElement);
    if (isFree) line.current?.focus();
  }, [stage]);

  useEffect(() => {
    // Whoever was sent back to the waiting room has not knocked.
    if (stage === "waiting" && before.current === "check") tell("knock");
    before.current = stage;
    if (stage === null) return;
    if (stage !== "call") return hangUpEarly();
    const begun = early.current;
    const made = begun ?? makeCall();
    early.current = null;
    const stop = made.state.subscribe(() => isOver(made.state.value) && void look());
    setCall(made);
    if (!begun) void made.start();
    return () => {
      stop();
      setCall(null);
      void made.hangUp();
    };
  }, [stage]);

  return (
    <PaneFrame title={name ? t("with", { name }) : t("visit")} t={t} isLocked={lock !== null}>
      {stage === "call" && call ? (
        <StaffCall call={call} visit={visit!} name={name} t={t} isLocked={lock !== null} act={act} visits={visits} onEnded={() => tell("ended")} onClose={onClose} />
      ) : (
        <div class="visit-card" aria-busy={stage === null}>
          {stage !== null && stage !== "call" && (
            <h2 tabIndex={-1} ref={line} dir="auto">
              {stage === "waiting" ? t(visit!.isAway ? "away" : "knocking", { name }) : stage === "check" ? t("notHere", { name }) : t("over")}
            </h2>
          )}
          {/* How the visit stands is being asked while the call begins already: whoever may be heard is told. */}
          {stage === null && isAdmitted && <p role="status">{t("joiningOpen")}</p>}
          <div class="wait-acts">
            {stage === "waiting" && (
              <button type="button" class="button button-primary" onClick={() => void act("admit", {})}>
                {t("admit")}
              </button>
            )}
            <button type="button" class="button" onClick={onClose}>
              {t("close")}
            </button>
          </div>
        </div>
      )}
      {failed && (
        <p class="field-error pane-error" role="alert">
          {t("error")}
        </p>
      )}
      {lock && <Lock request={lock} t={t} onUnlocked={() => setLock(null)} />}
    </PaneFrame>
  );
}

interface StaffCallProps {
  readonly call: CallSession;
  readonly visit: VisitView;
  readonly name: string;
  readonly t: StaffTongue;
  readonly isLocked: boolean;
  readonly act: <Act extends keyof VisitActs>(word: Act, body: VisitActs[Act]) => Promise<void>;
  readonly visits: StaffVisits;
  readonly onEnded: () => void;
  readonly onClose: () => void;
}

function StaffCall({ call, visit, name, t, isLocked, act, visits, onEnded, onClose }: StaffCallProps) {
  const state = useStore(call.state);
  const over = isOver(state);
  const { other } = state;

  // The page's idle sign-out looks at it (pane-events.ts).
  useEffect(() => {
    const pane = document.getElementById("call-pane");
    if (!pane || over) return;
    pane.dataset["call"] = "on";
    return () => {
      delete pane.dataset["call"];
      onEnded();
    };
  }, [over]);

  if (over)
    return (
      <CallOver state={state} t={t} telephone={undefined} onAgain={() => void call.start()}>
        <button type="button" class="button" onClick={onClose}>
          {t("close")}
        </button>
        {state.over === "call-full" && (
          <FullCall t={t} present={() => visits.participants(visit.id).then(({ items }) => items)} onTake={(participant) => act("remove", { participant }).then(() => call.start())} />
        )}
      </CallOver>
    );
  return (
    <CallView call={call} name={name} telephone={visit.telephone} t={t} loadMore={() => Promise.resolve({ Panel: CallMore, t })}>
      {!isLocked && (
        <StaffActs
          name={other?.displayName ?? name}
          isThere={other !== null}
          t={t}
          onReturn={() => void act("return-to-waiting", {})}
          onRemove={() => (other ? act("remove", { participant: other.id }) : Promise.resolve())}
          onEnd={() => act("end", {})}
        />
      )}
    </CallView>
  );
}
