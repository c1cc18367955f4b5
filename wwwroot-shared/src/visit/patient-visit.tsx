import { useEffect, useRef, useState } from "preact/hooks";
import { patientCall, type CallOptions, type CallSession } from "../call";
import type { PortalChat } from "../sdk/portal-chat";
import type { VisitActs, VisitView } from "../sdk/visits";
import { loadDevices } from "../widget/load-visit";
import { useStore } from "../widget/use-store";
import { CallOver } from "./call-over";
import { CallView } from "./call-view";
import { isOver } from "./call-words";
import type { DeviceTongue } from "./device-words";
import type { DeviceCheck } from "./device-check";
import { stageOf } from "./stages";
import { WaitingRoom } from "./waiting-room";
import { timeOf, tongue, type Tongue, type VisitWords } from "./words";

/** The waiting room wants a sign of life so often. */
const hereEvery = 20_000;

export interface PatientVisitProps {
  readonly chat: PortalChat;
  readonly visit: VisitView;
  readonly locale: string;
  /** Null: English. */
  readonly words: VisitWords | null;
  readonly unread: number;
  readonly onClose: () => void;
  /** For tests and for looking at: a call that is none. */
  readonly makeCall?: (options: CallOptions) => CallSession;
}

/** A visit on the patient's side, from the device check to its end. Where it stands is what the portal says, always. */
export function PatientVisit({ chat, visit, locale, words, unread, onClose, makeCall }: PatientVisitProps) {
  const t = tongue(locale, words ?? undefined);
  const place = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [now, setNow] = useState(Date.now());
  const [failed, setFailed] = useState(false);
  const [wants, setWants] = useState<CallOptions>({});
  const [call, setCall] = useState<CallSession | null>(null);
  const [check, setCheck] = useState<{ readonly Check: typeof DeviceCheck; readonly t: DeviceTongue } | null>(null);
  const [showsChat, setShowsChat] = useState(() => window.matchMedia?.("(min-width: 64rem)").matches ?? false);
  const first = useRef(visit.scheduledFor);
  const { id } = visit;
  const stage = stageOf(visit);
  const name = visit.practitioner?.displayName ?? visit.careTeam.name ?? t("someone");
  const isOpen = Date.parse(visit.opensAt) <= now;

  const act = <Act extends keyof VisitActs>(word: Act, body: VisitActs[Act]) => chat.visitCalls.act(id, word, body).then((view) => chat.takeVisit(view));
  const tell = <Act extends keyof VisitActs>(word: Act, body: VisitActs[Act]) => {
    setFailed(false);
    return act(word, body).catch(() => setFailed(true));
  };

  // What is told by a push is asked for as well: one may be lost.
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
      if (stage === "waiting") act("here", {}).catch(() => undefined);
    }, hereEvery);
    return () => clearInterval(timer);
  }, [id, stage]);

  // On opening, or when the door opens meanwhile; not when the place was just given up.
  useEffect(() => {
    if (stage === "check" && isOpen && visit.waiting !== "checkingIn") act("prepare", {}).catch(() => undefined);
  }, [isOpen]);

  // Once more with each look, where the network gave nothing.
  useEffect(() => {
    if (stage === "check" && !check) loadDevices(locale).then(({ DeviceCheck: Check, deviceTongue, words: own }) => setCheck({ Check, t: deviceTongue(t, own) }), () => undefined);
  }, [stage, check ? 0 : now]);

  useEffect(() => {
    if (stage !== "call") return;
    const made = makeCall?.(wants) ?? patientCall(chat.session, id, wants);
    setCall(made);
    void made.start();
    return () => {
      setCall(null);
      void made.hangUp();
    };
  }, [stage, id]);

  // The thread around it makes room.
  useEffect(() => {
    const thread = place.current!.closest<HTMLElement>(".thread");
    if (!thread) return;
    thread.dataset["visit"] = stage;
    thread.dataset["chat"] = String(showsChat);
    return () => {
      delete thread.dataset["visit"];
    };
  }, [stage, call, showsChat]);

  useEffect(() => heading.current?.focus(), [stage]);

  return (
    <section class="visit" ref={place} aria-label={t("visit")}>
      {stage === "call" && call ? (
        <PatientCall call={call} visit={visit} name={name} t={t} chat={{ isOpen: showsChat, unread, toggle: () => setShowsChat(!showsChat) }} onLeave={() => void act("leave", {}).then(onClose, () => setFailed(true))} />
      ) : (
        <div class="visit-card">
          <h2 tabIndex={-1} ref={heading} dir="auto">
            {stage === "waiting" ? t("waiting") : stage === "check" ? t("check") : stage === "call" ? t("visit") : t(visit.status === "cancelled" ? "cancelled" : visit.status === "noShow" ? "noShow" : "over")}
          </h2>
          {stage !== "over" && visit.scheduledFor !== first.current && (
            <p class="banner" data-tone="warn" role="status">
              {t("moved", { time: timeOf(visit.scheduledFor, t) })}
            </p>
          )}
          {visit.words && stage !== "check" && (
            <div>
              <p class="visit-note">{t("said", { name })}</p>
              <blockquote dir="auto">{visit.words}</blockquote>
            </div>
          )}
          {stage === "check" && check && (
            <check.Check
              t={check.t}
              probe={() => chat.visitCalls.view(id)}
              onReady={
                isOpen
                  ? (devices, chosen) => {
                      setWants(chosen);
                      void tell("check-in", { devices });
                    }
                  : null
              }
            >
              {!isOpen && <p role="status">{t("opens", { time: timeOf(visit.opensAt, t) })}</p>}
            </check.Check>
          )}
          {stage === "waiting" && <WaitingRoom visit={visit} name={name} t={t} onLeave={() => act("leave", {}).then(onClose)} onCallMe={(number) => act("call-me", { number })} />}
          {stage === "over" && <p>{t("overText")}</p>}
          {failed && (
            <p class="field-error" role="alert">
              {t("error")}
            </p>
          )}
          {stage !== "waiting" && (
            <button type="button" class="button button-quiet" onClick={onClose}>
              {t("close")}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

interface PatientCallProps {
  readonly call: CallSession;
  readonly visit: VisitView;
  readonly name: string;
  readonly t: Tongue;
  readonly chat: { readonly isOpen: boolean; readonly unread: number; readonly toggle: () => void };
  readonly onLeave: () => void;
}

function PatientCall({ call, visit, name, t, chat, onLeave }: PatientCallProps) {
  const state = useStore(call.state);
  if (!isOver(state)) return <CallView call={call} name={name} telephone={visit.telephone} t={t} chat={chat} loadMore={() => loadDevices(t.locale).then(({ CallMore: Panel, deviceTongue, words }) => ({ Panel, t: deviceTongue(t, words) }))} />;
  return (
    <CallOver state={state} t={t} telephone={visit.telephone} onAgain={() => void call.start()}>
      <button type="button" class="button" onClick={onLeave}>
        {t("leaveVisit")}
      </button>
    </CallOver>
  );
}
