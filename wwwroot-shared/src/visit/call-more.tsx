import { useEffect, useRef } from "preact/hooks";
import type { CallSession, Device } from "../call";
import { useStore } from "../widget/use-store";
import type { DeviceTongue } from "./device-words";

/** Safari's own ways, where it has not the common ones: on an iPhone only a video can fill the screen. */
interface OldVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
  webkitSetPresentationMode?: (mode: "picture-in-picture" | "inline") => void;
}

interface Props {
  readonly call: CallSession;
  readonly t: DeviceTongue;
  /** The whole of the call's view. */
  readonly root: HTMLElement;
  readonly onClose: () => void;
}

/** What is not needed every minute: devices, less data, other places for the picture. */
export function CallMore({ call, t, root, onClose }: Props) {
  const { devices, mode, lowBandwidth } = useStore(call.state);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current!.querySelector<HTMLElement>("select, input, button")?.focus(), []);

  const video = () => root.querySelector<OldVideo>('[data-which="other"]')!;
  const canPip = document.pictureInPictureEnabled || "webkitSetPresentationMode" in video();
  const pip = () => {
    if (document.pictureInPictureElement) void document.exitPictureInPicture();
    else if (document.pictureInPictureEnabled) video().requestPictureInPicture().catch(() => undefined);
    else video().webkitSetPresentationMode?.("picture-in-picture");
    onClose();
  };
  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (root.requestFullscreen) root.requestFullscreen().catch(() => undefined);
    else video().webkitEnterFullscreen?.();
    onClose();
  };

  return (
    <div class="call-more" ref={panel} role="group" aria-label={t("more")}>
      <Choice t={t} what="microphone" from={devices.microphones} chosen={devices.microphone} choose={(id) => void call.chooseMicrophone(id)} />
      <Choice t={t} what="camera" from={devices.cameras} chosen={devices.camera} choose={(id) => void call.chooseCamera(id)} />
      <Choice t={t} what="speaker" from={devices.speakers} chosen={devices.speaker} choose={(id) => void call.chooseSpeaker(id)} />
      <label class="check">
        <input type="checkbox" checked={mode === "audio"} onChange={({ currentTarget }) => call.audioOnly(currentTarget.checked)} />
        {t("audioOnly")}
      </label>
      <label class="check">
        <input type="checkbox" checked={lowBandwidth === "on"} onChange={({ currentTarget }) => call.setLowBandwidth(currentTarget.checked || "auto")} />
        {t("lowTake")}
      </label>
      {canPip && (
        <button type="button" class="button button-small" onClick={pip}>
          {t("pip")}
        </button>
      )}
      <button type="button" class="button button-small" onClick={fullScreen}>
        {t("fullScreen")}
      </button>
      <button type="button" class="button button-small" onClick={onClose}>
        {t("close")}
      </button>
    </div>
  );
}

interface ChoiceProps {
  readonly t: DeviceTongue;
  readonly what: "microphone" | "camera" | "speaker";
  readonly from: readonly Device[];
  readonly chosen: string | null;
  readonly choose: (id: string) => void;
}

/** Nothing where there is no choice. */
export function Choice({ t, what, from, chosen, choose }: ChoiceProps) {
  if (from.length < 2) return null;
  return (
    <label class="field">
      <span class="field-label">{t(what)}</span>
      <select class="select" onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {from.map(({ id, label }, i) => (
          <option key={id} value={id} selected={id === chosen}>
            {label || t("numbered", { what: t(what), n: i + 1 })}
          </option>
        ))}
      </select>
    </label>
  );
}
