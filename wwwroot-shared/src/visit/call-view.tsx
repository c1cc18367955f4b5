import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CallSession, Shown } from "../call";
import { useStore } from "../widget/use-store";
import type { CallMore } from "./call-more";
import { noticesOf, qualityWords, spoken, stageWords, type NoticeAct } from "./call-words";
import type { DeviceTongue } from "./device-words";
import { icons, Sign } from "./icons";
import type { Tongue, VisitWord } from "./words";

interface Props {
  readonly call: CallSession;
  /** Who is awaited, until the call itself knows the name. */
  readonly name: string;
  readonly telephone: string | undefined;
  readonly t: Tongue;
  /** The conversation beside the picture, where this page has it. */
  readonly chat?: { readonly isOpen: boolean; readonly unread: number; readonly toggle: () => void };
  /** Fetches what is behind "More". */
  readonly loadMore: () => Promise<More>;
  /** Further controls: the clinician's. */
  readonly children?: ComponentChildren;
}

export interface More {
  readonly Panel: typeof CallMore;
  readonly t: DeviceTongue;
}

/** A call that is not over, for both sides: pictures, what is to be said of it, and its buttons. */
export function CallView({ call, name: awaited, telephone, t, chat, loadMore, children }: Props) {
  const state = useStore(call.state);
  const root = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState<More | null>(null);
  const { self, other } = state;
  const name = other?.displayName ?? awaited;
  const stage = stageWords(state, name, t);
  const shares = other?.media.screen ?? false;

  useEffect(() => root.current!.focus(), []);

  const acts: Readonly<Record<NoticeAct, readonly [VisitWord, () => void]>> = {
    play: ["tapToHear", () => void call.play()],
    goOn: ["goOn", () => goOn(call)],
    retry: ["retry", () => call.retry()],
    low: ["lowTake", () => call.setLowBandwidth(true)],
    microphone: ["retry", () => void call.setMicrophone(true)],
    camera: ["retry", () => void call.setCamera(true)],
  };
  const closeMore = () => {
    setMore(null);
    root.current!.querySelector<HTMLElement>("[aria-expanded]")!.focus();
  };
  const toggleMore = () => (more ? setMore(null) : void loadMore().then(setMore, () => undefined));
  const microphone = () => void call.setMicrophone(!self.wants.microphone);
  const camera = () => void call.setCamera(!self.wants.camera);

  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && more) return closeMore();
    if (event.ctrlKey || event.altKey || event.metaKey || (event.target as Element).matches("input, select, textarea")) return;
    const act = { m: microphone, v: camera }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div class="call" ref={root} tabIndex={-1} role="group" aria-label={t("with", { name })} onKeyDown={onKey} data-shares={shares || undefined}>
      <div class="call-stage">
        <Picture call={call} which="other" label={name} isOff={!other?.media.video || stage !== null} />
        <Picture call={call} which="otherScreen" label={t("isSharing", { name })} isOff={!shares} />
        {(stage !== null || (!other?.media.video && !shares)) && (
          <div class="call-nobody">
            <span class="call-initials" aria-hidden="true">
              {initials(name)}
            </span>
            <p>{stage ?? t("cameraOff")}</p>
          </div>
        )}
        <div class="call-self">
          <Picture call={call} which="self" label={t("you")} isOff={!self.media.video} />
          {!self.media.video && <Sign path={icons.noCamera} />}
          {!self.media.audio && <Sign path={icons.muted} />}
        </div>
        <p class="call-name">
          {other && !other.media.audio && (
            <>
              <Sign path={icons.muted} />
              <span class="visually-hidden">{t("isMuted", { name })}</span>
            </>
          )}
          <span dir="auto">{name}</span>
          {stage === null && state.quality !== "none" && (
            <span class="call-quality" data-quality={state.quality}>
              <span class="call-bars" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {qualityWords(state, t)}
            </span>
          )}
        </p>
        <div class="call-notices">
          {noticesOf(state, name, telephone, t).map(({ tone, text, act }) => (
            <div key={text} class="banner" data-tone={tone}>
              <span class="banner-text">{text}</span>
              {act && (
                <button type="button" class="button button-small" onClick={acts[act][1]}>
                  {t(acts[act][0])}
                </button>
              )}
              {act === "low" && (
                <button type="button" class="button button-small" onClick={() => call.setLowBandwidth(false)}>
                  {t("lowNo")}
                </button>
              )}
            </div>
          ))}
        </div>
        {more && <more.Panel call={call} t={more.t} root={root.current!} onClose={closeMore} />}
      </div>
      <Teller words={spoken(state, name, telephone, t)} />
      <div class="call-bar">
        <Key icon={self.wants.microphone ? icons.microphone : icons.muted} label={t("microphone")} title={`${t(self.wants.microphone ? "mute" : "unmute")} (m)`} isOn={self.wants.microphone} keys="m" act={microphone} />
        <Key icon={self.wants.camera ? icons.camera : icons.noCamera} label={t("camera")} title={`${t(self.wants.camera ? "cameraStop" : "cameraStart")} (v)`} isOn={self.wants.camera} keys="v" act={camera} />
        {"getDisplayMedia" in (navigator.mediaDevices ?? {}) && (
          <Key icon={icons.screen} label={t("share")} title={t(self.media.screen ? "stopShare" : "share")} isOn={self.media.screen} act={() => (self.media.screen ? call.stopSharing() : void call.shareScreen())} />
        )}
        {chat && (
          <Key icon={icons.chat} label={t("chat")} isOn={chat.isOpen} act={chat.toggle}>
            {!chat.isOpen && chat.unread > 0 && (
              <span class="badge">
                <span aria-hidden="true">{chat.unread}</span>
                <span class="visually-hidden">{t("unread", { n: chat.unread })}</span>
              </span>
            )}
          </Key>
        )}
        <button type="button" class="call-key" aria-expanded={more !== null} onClick={toggleMore}>
          <Sign path={icons.more} />
          <span>{t("more")}</span>
        </button>
        <button type="button" class="call-key call-end" onClick={() => void call.hangUp()}>
          <Sign path={icons.hangUp} />
          <span>{t("hangUp")}</span>
        </button>
        {children}
      </div>
    </div>
  );
}

interface KeyProps {
  readonly icon: string;
  readonly label: string;
  readonly title?: string;
  readonly isOn: boolean;
  readonly keys?: string;
  readonly act: () => void;
  readonly children?: ComponentChildren;
}

function Key({ icon, label, title, isOn, keys, act, children }: KeyProps) {
  return (
    <button type="button" class="call-key" aria-pressed={isOn} aria-keyshortcuts={keys} title={title} onClick={act}>
      <Sign path={icon} />
      <span>{label}</span>
      {children}
    </button>
  );
}

/** Stays where it is while it is off: the sound comes by it too, and iOS is silent where it is not drawn. */
function Picture({ call, which, label, isOff }: { readonly call: CallSession; readonly which: Shown; readonly label: string; readonly isOff: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => call.show(element.current!, which), [call]);
  return <video ref={element} class="call-picture" data-which={which} data-off={isOff || undefined} aria-label={label} aria-hidden={isOff} playsInline autoPlay />;
}

/** Tells a screen reader of what is new. */
function Teller({ words }: { readonly words: readonly string[] }) {
  const before = useRef<readonly string[]>([]);
  const [said, setSaid] = useState("");
  useEffect(() => {
    const fresh = words.filter((word) => !before.current.includes(word));
    before.current = words;
    if (fresh.length > 0) setSaid(fresh.join(" "));
  }, [words.join()]);
  return (
    <div class="visually-hidden" role="status">
      {said}
    </div>
  );
}

/** The device was taken away and stays mute: it is taken anew, and sound is let out, both in this tap. */
function goOn(call: CallSession): void {
  const { microphone } = call.state.value.devices;
  void (microphone === null ? call.setMicrophone(true) : call.chooseMicrophone(microphone));
  void call.play();
}

function initials(name: string): string {
  const words = name.replace(/^\p{L}+\.\s/u, "").split(/\s+/);
  return [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => [...(word ?? "")][0] ?? "").join("");
}
