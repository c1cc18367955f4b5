import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CallOptions, DeviceProblem, DevicesState } from "../call";
import { LocalDevices } from "../call/devices";
import { audioContext, Meter } from "../call/meter";
import { playTone } from "../call/tone";
import type { DeviceCheck as Outcome, DeviceOutcome } from "../sdk/visits";
import { useStore } from "../widget/use-store";
import { Choice } from "./call-more";
import { icons, Sign } from "./icons";
import { loadAgain, testNetwork } from "./network-test";
import type { DeviceTongue, DeviceWord } from "./device-words";

const speakerIcon = "M4 9.5h3.5L12 5.5v13l-4.5-4H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11";
const networkIcon = "M5 17v.1M9.7 17v-4M14.3 17V9.5M19 17V6";
const okIcon = "M5 12.5 10 17.5 19 7";

interface Props {
  readonly t: DeviceTongue;
  /** Asks the portal for something small: how long its answer takes is a part of the network test. */
  readonly probe: () => Promise<unknown>;
  /** Null: may not knock yet, and `children` say from when on. */
  readonly onReady: ((found: Outcome, wants: CallOptions) => void) | null;
  readonly children?: ComponentChildren;
}

type Speaker = "untried" | "asked" | "ok" | "bad" | "skipped";
type Network = Outcome["network"] | "untried" | "testing";

/** Camera, microphone, speaker and network, each of which can be skipped; what fails says what to do, and holds nobody back. */
export function DeviceCheck({ t, probe, onReady, children }: Props) {
  const [devices, setDevices] = useState<LocalDevices | null>(null);
  const [camera, setCamera] = useState(true);
  const [speaker, setSpeaker] = useState<Speaker>("untried");
  const [network, setNetwork] = useState<Network>("untried");
  const stop = useRef<AbortController | null>(null);

  useEffect(() => () => devices?.close(), [devices]);
  useEffect(() => () => stop.current?.abort(), []);

  const tryNetwork = () => {
    stop.current?.abort();
    const { signal } = (stop.current = new AbortController());
    setNetwork("testing");
    void testNetwork({ probe, load: loadAgain }).then((verdict) => signal.aborted || setNetwork(verdict));
  };
  const start = () => {
    // iOS lets sound be measured only by what a tap began.
    if ("AudioContext" in window) audioContext().resume().catch(() => undefined);
    devices?.close();
    const made = new LocalDevices({ camera });
    setDevices(made);
    void made.open();
    if (network === "untried") tryNetwork();
  };
  const ready = () => {
    const state = devices?.state.value;
    const ids = state?.devices;
    const found = {
      camera: outcomeOf(state, "camera"),
      microphone: outcomeOf(state, "microphone"),
      speaker: speaker === "ok" ? "ok" : speaker === "bad" ? "none" : "skipped",
      network: network === "untried" || network === "testing" ? "skipped" : network,
    } as const;
    // Let go before the call takes them: phones give a camera to one taker at a time.
    devices?.close();
    onReady!(found, { camera: state?.wants.camera ?? camera, ...(ids ? { devices: { microphone: ids.microphone, camera: ids.camera, speaker: ids.speaker } } : {}) });
  };

  return (
    <div class="check-list">
      <p>{t("checkText")}</p>
      {!window.isSecureContext && <Warning text={t("insecure")} />}
      {devices === null ? (
        <>
          <label class="check">
            <input type="checkbox" checked={camera} onChange={({ currentTarget }) => setCamera(currentTarget.checked)} />
            {t("cameraUse")}
          </label>
          <button type="button" class="button" onClick={start}>
            {t("tryDevices")}
          </button>
        </>
      ) : (
        <Captured devices={devices} t={t} onRetry={start} />
      )}
      <Row icon={speakerIcon} title={t("speaker")} isGood={speaker === "ok"}>
        {speaker === "untried" || speaker === "bad" ? (
          <>
            {speaker === "bad" && <Warning text={t("toneNo")} />}
            {devices && <Speakers devices={devices} t={t} />}
            <button type="button" class="button button-small" onClick={() => playTone(devices?.state.value.devices.speaker ?? null).then(() => setSpeaker("asked"), () => setSpeaker("bad"))}>
              {t("tone")}
            </button>
            <Skip t={t} act={() => setSpeaker("skipped")} />
          </>
        ) : speaker === "asked" ? (
          <>
            <span>{t("toneAsk")}</span>
            <button type="button" class="button button-small" onClick={() => setSpeaker("ok")}>
              {t("yes")}
            </button>
            <button type="button" class="button button-small" onClick={() => setSpeaker("bad")}>
              {t("no")}
            </button>
          </>
        ) : (
          <span>{t(speaker === "ok" ? "toneOk" : "skipped")}</span>
        )}
      </Row>
      <Row icon={networkIcon} title={t("network")} isGood={network === "good" || network === "fair"}>
        {network === "untried" ? (
          <>
            <button type="button" class="button button-small" onClick={tryNetwork}>
              {t("networkTry")}
            </button>
            <Skip t={t} act={() => setNetwork("skipped")} />
          </>
        ) : (
          <>
            <span>
              {t(network)} {network === "poor" && t("tip")}
            </span>
            {network === "testing" ? (
              <Skip
                t={t}
                act={() => {
                  stop.current?.abort();
                  setNetwork("skipped");
                }}
              />
            ) : (
              network !== "good" && (
                <button type="button" class="button button-small" onClick={tryNetwork}>
                  {t("networkTry")}
                </button>
              )
            )}
          </>
        )}
      </Row>
      {onReady && (
        <button type="button" class="button button-primary" onClick={ready}>
          {t("ready")}
        </button>
      )}
      {children}
    </div>
  );
}

/** What was opened, or why it was not. */
function Captured({ devices, t, onRetry }: { readonly devices: LocalDevices; readonly t: DeviceTongue; readonly onRetry: () => void }) {
  const state = useStore(devices.state);
  const picture = useRef<HTMLVideoElement>(null);
  const { camera, microphone, wants } = state;
  useEffect(() => {
    if (picture.current) picture.current.srcObject = camera;
  }, [camera]);
  const problem = (kind: "camera" | "microphone") => problemOf(state, kind);
  // Once is enough: what helps one of them helps both.
  const helps = (kind: "camera" | "microphone") => problem(kind) === "denied" && (kind === "camera" || problem("camera") !== "denied");
  const failure = (kind: "camera" | "microphone") => (
    <>
      <Warning text={[t(problem(kind)!), helps(kind) ? t(helpFor(navigator.userAgent)) : "", t(kind === "camera" ? "withoutCamera" : "withoutMicrophone")].join(" ")} />
      <button type="button" class="button button-small" onClick={onRetry}>
        {t("retry")}
      </button>
    </>
  );
  return (
    <>
      <Row icon={wants.camera ? icons.camera : icons.noCamera} title={t("camera")} isGood={camera !== null}>
        {camera && <video ref={picture} class="check-picture" aria-label={t("you")} muted playsInline autoPlay />}
        {wants.camera ? problem("camera") ? failure("camera") : <span>{t(camera ? "cameraOk" : "asking")}</span> : <span>{t("withoutCamera")}</span>}
        <Choice t={t} what="camera" from={wants.camera ? state.devices.cameras : []} chosen={state.devices.camera} choose={(id) => void devices.choose("camera", id)} />
        {wants.camera && <Skip t={t} act={() => void devices.setCamera(false)} />}
      </Row>
      <Row icon={icons.microphone} title={t("microphone")} isGood={microphone !== null}>
        {problem("microphone") ? failure("microphone") : microphone ? <Level stream={microphone} t={t} /> : <span>{t("asking")}</span>}
        <Choice t={t} what="microphone" from={state.devices.microphones} chosen={state.devices.microphone} choose={(id) => void devices.choose("audio", id)} />
      </Row>
    </>
  );
}

function Speakers({ devices, t }: { readonly devices: LocalDevices; readonly t: DeviceTongue }) {
  const { speakers, speaker } = useStore(devices.state).devices;
  return <Choice t={t} what="speaker" from={speakers} chosen={speaker} choose={(id) => devices.chooseSpeaker(id)} />;
}

/** How loud it is, ten times a second, and whether anything was heard at all. */
function Level({ stream, t }: { readonly stream: MediaStream; readonly t: DeviceTongue }) {
  const bar = useRef<HTMLMeterElement>(null);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    const meter = new Meter(stream);
    const timer = setInterval(() => {
      bar.current!.value = meter.level();
      setHeard(meter.heard);
    }, 100);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [stream]);
  return (
    <>
      <meter ref={bar} class="check-level" min={0} max={1} aria-label={t("level")} />
      <span role="status">{t(heard ? "heard" : "sayWords")}</span>
    </>
  );
}

interface RowProps {
  readonly icon: string;
  readonly title: string;
  readonly isGood: boolean;
  readonly children: ComponentChildren;
}

function Row({ icon, title, isGood, children }: RowProps) {
  return (
    <section class="check-row">
      <h3>
        <Sign path={icon} />
        {title}
        {isGood && <Sign path={okIcon} />}
      </h3>
      <div class="check-body">{children}</div>
    </section>
  );
}

const Warning = ({ text }: { readonly text: string }) => (
  <p class="check-warning" role="alert">
    {text}
  </p>
);

const Skip = ({ t, act }: { readonly t: DeviceTongue; readonly act: () => void }) => (
  <button type="button" class="button button-quiet button-small" onClick={act}>
    {t("skip")}
  </button>
);

const problemOf = ({ troubles }: DevicesState, kind: "camera" | "microphone"): DeviceProblem | undefined =>
  troubles.find((trouble) => trouble.kind === kind)?.code as DeviceProblem | undefined;

/** The contract's few words for what was found. */
function outcomeOf(state: DevicesState | undefined, kind: "camera" | "microphone"): DeviceOutcome {
  if (!state?.wants[kind]) return "skipped";
  if (state[kind]) return "ok";
  const problem = problemOf(state, kind);
  if (problem === undefined) return "skipped";
  return { denied: "denied", insecure: "denied", none: "none", unsupported: "none", inUse: "inUse", other: "inUse" }[problem] as DeviceOutcome;
}

/** How to allow camera and microphone in this browser. Only where the words differ; what the address says of itself is not to be relied on, so they fit roughly too. */
export function helpFor(agent: string): DeviceWord {
  if (/iPhone|iPad/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1)) return "help_ios";
  if (/Firefox/.test(agent)) return "help_firefox";
  if (/Android/.test(agent)) return "help_android";
  return /Chrome/.test(agent) ? "help_chrome" : "help_safari";
}
