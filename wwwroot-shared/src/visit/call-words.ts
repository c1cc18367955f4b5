/** What is to be said of a call, in words: pure, from its state. */
import type { CallState, Step, Trouble, Verdict } from "../call";
import type { Tongue, VisitWord } from "./words";

/** What a tap on the notice's button does. */
export type NoticeAct = "play" | "goOn" | "retry" | "low" | "microphone" | "camera";

export interface Notice {
  readonly tone: "info" | "warn" | "danger";
  readonly text: string;
  readonly act?: NoticeAct;
}

const ownSteps: Readonly<Partial<Record<Step, VisitWord>>> = {
  waiting: "stepWaiting",
  restarting: "stepRestarting",
  rebuilding: "stepRebuilding",
  audioOnly: "stepAudioOnly",
  rejoining: "stepRejoining",
  frozen: "stepFrozen",
  failed: "stepFailed",
};

const qualities: Readonly<Record<Verdict, VisitWord>> = { good: "qualityGood", fair: "qualityFair", poor: "qualityPoor", none: "qualityNone" };

export const qualityWords = ({ quality }: CallState, t: Tongue): string => t(qualities[quality]);

export const isOver = ({ phase, over }: CallState): boolean => phase === "ended" || phase === "removed" || (phase === "failed" && over !== null);

/** In the middle of the picture while there is none of the other; null once somebody is there. */
export function stageWords({ phase, other, otherLeft }: CallState, name: string, t: Tongue): string | null {
  if (phase === "idle" || phase === "acquiring") return t("starting");
  if (phase === "joining") return t("joining");
  if (other === null) return t(otherLeft === null ? "alone" : otherLeft === "lost" ? "otherLost" : "otherLeft", { name });
  return phase === "connecting" ? t("connecting", { name }) : null;
}

/** The most urgent first. */
export function noticesOf(state: CallState, name: string, telephone: string | undefined, t: Tongue): Notice[] {
  const { self, other, phase, troubles, mode, lowBandwidth } = state;
  const notices: Notice[] = [];
  const say = (tone: Notice["tone"], text: string, act?: NoticeAct) => notices.push(act ? { tone, text, act } : { tone, text });
  const of = (kind: Trouble["kind"]) => troubles.find((trouble) => trouble.kind === kind);
  const falls = phase === "recovering" || phase === "failed";

  if (of("playback")) say("warn", t("blocked"), "play");
  if (self.step === "interrupted") say("danger", t("interrupted"), "goOn");
  const own = ownSteps[self.step];
  if (falls && own) say(phase === "failed" ? "danger" : "warn", t(own, { n: self.restarts }), "retry");
  // The last resort, from where the quick ways have failed.
  if (telephone && falls && !["waiting", "restarting", "frozen"].includes(self.step)) say("info", t("telephone", { number: telephone }));
  if (other && !falls) {
    if (other.step === "interrupted") say("info", t("otherInterrupted", { name }));
    else if (other.step === "frozen") say("info", t("otherFrozen", { name }));
    else if (!["steady", "low", "audioOnly"].includes(other.step)) say("warn", t("otherReconnecting", { name }));
  }
  for (const kind of ["microphone", "camera"] as const) {
    const trouble = of(kind);
    if (trouble) say("warn", `${t(kind)}: ${t(trouble.code as VisitWord)} ${t(kind === "camera" ? "withoutCamera" : "withoutMicrophone")}`, kind);
  }
  const screen = of("screen");
  if (screen && screen.code !== "denied") say("warn", `${t("share")}: ${t(screen.code as VisitWord)}`);
  if (lowBandwidth === "offered") say("warn", t("lowOffered"), "low");
  else if (!falls && mode === "audio") say("info", t("audioOn"));
  else if (lowBandwidth === "on" || mode === "low") say("info", t("lowOn"));
  if (of("signalling")) say("info", t("offline"));
  if (of("network") && falls) say("info", t("noRelay"));
  if (self.media.screen) say("info", t("youShare"));
  return notices;
}

/** What a screen reader is told of, when it was not so before. */
export function spoken(state: CallState, name: string, telephone: string | undefined, t: Tongue): string[] {
  const { other } = state;
  const stage = stageWords(state, name, t);
  return [
    ...(stage !== null ? [stage] : state.phase === "connected" ? [t("connected", { name })] : []),
    ...noticesOf(state, name, telephone, t).map(({ text }) => text),
    ...(other && stage === null ? [t(other.media.audio ? "isUnmuted" : "isMuted", { name })] : []),
    ...(other?.media.screen ? [t("isSharing", { name })] : []),
  ];
}
