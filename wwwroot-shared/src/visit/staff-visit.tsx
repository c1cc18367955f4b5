import { useEffect, useRef, useState } from "preact/hooks";
import type { CallSession } from "../call";
import { PortalError } from "../sdk/problem";
import { newerVisit, type VisitActs, type Visits, type VisitView } from "../sdk/visits";
import { useStore } from "../widget/use-store";
import { CallMore } from "./call-more";
import { CallOver } from "./call-over";
import { CallView } from "./call-view";
import { isOver } from "./call-words";
import { Lock } from "./lock";
import { onLock, tellPage, type LockRequest, type PaneNews } from "./pane-events";
import { PaneFrame } from "./pane-frame";
import type { StaffTongue } from "./staff-words";
import { stageOf } from "./stages";

/** How the visit stands is asked so often; what the call itself tells is known at once. */
const lookEvery = 10_000;

export interface StaffVisitProps {
  readonly visitId: string;
  readonly conversationId: string;
  /** Known already: whoever opens the pane by admitting joins while the portal is asked how the visit stands. */
  readonly isAdmitted: boolean;
  readonly visits: Visits;
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
        <StaffCall call={call} visit={visit!} name={name} t={t} isLocked={lock !== null} act={act} onEnded={() => tell("ended")} onClose={onClose} />
      ) : (
        <div class="visit-card" aria-busy={stage === null}>
          {stage === "waiting" && <p>{t(visit!.isAway ? "away" : "knocking", { name })}</p>}
          {stage === "check" && <p>{t("notHere", { name })}</p>}
          {stage === "over" && <p>{t("over")}</p>}
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
  readonly onEnded: () => void;
  readonly onClose: () => void;
}

function StaffCall({ call, visit, name, t, isLocked, act, onEnded, onClose }: StaffCallProps) {
  const state = useStore(call.state);
  const over = isOver(state);
  const [sure, setSure] = useState(false);

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
      </CallOver>
    );
  return (
    <CallView call={call} name={name} telephone={visit.telephone} t={t} loadMore={() => Promise.resolve({ Panel: CallMore, t })}>
      {!isLocked && (
        <div class="call-staff">
          {sure ? (
            <>
              <span>{t("endSure")}</span>
              <button type="button" class="button button-small button-danger" onClick={() => void act("end", {}).then(() => setSure(false))}>
                {t("endAll")}
              </button>
              <button type="button" class="button button-small" onClick={() => setSure(false)}>
                {t("close")}
              </button>
            </>
          ) : (
            <>
              <button type="button" class="button button-small" onClick={() => void act("return-to-waiting", {})}>
                {t("toWaiting")}
              </button>
              <button type="button" class="button button-small" onClick={() => setSure(true)}>
                {t("endAll")}
              </button>
            </>
          )}
        </div>
      )}
    </CallView>
  );
}
