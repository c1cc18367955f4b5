import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { VisitView } from "../sdk/visits";
import type { Tongue } from "./words";

interface Props {
  readonly visit: VisitView;
  readonly name: string;
  readonly t: Tongue;
  readonly onLeave: () => Promise<unknown>;
  readonly onCallMe: (number: string) => Promise<unknown>;
}

/** Digits enough for a telephone, and nothing that is none. */
const telephone = /^[+\d][\d\s()/.-]{4,30}$/;

export function WaitingRoom({ visit, name, t, onLeave, onCallMe }: Props) {
  const [asks, setAsks] = useState<"leave" | "call" | null>(null);
  const [wrong, setWrong] = useState<"numberBad" | "error" | null>(null);
  const number = useRef<HTMLInputElement>(null);
  const acts = useRef<HTMLElement>(null);
  const before = useRef(asks);
  const { waiting, place, estimatedMinutes, callBack } = visit;
  const failed = () => setWrong("error");

  // The keyboard goes along with what was asked for, and back.
  useEffect(() => {
    if (before.current !== asks) acts.current!.querySelector<HTMLElement>("input, button")!.focus();
    before.current = asks;
  }, [asks]);

  const callMe = (event: Event) => {
    event.preventDefault();
    const value = number.current!.value.trim();
    if (!telephone.test(value)) {
      setWrong("numberBad");
      return number.current!.focus();
    }
    setWrong(null);
    onCallMe(value).then(() => setAsks(null), failed);
  };

  return (
    <>
      <div class="wait-place" role="status">
        {place !== undefined && <p class="wait-words">{placeWords(place, t)}</p>}
        {estimatedMinutes !== undefined && <p>{waitWords(estimatedMinutes, t)}</p>}
        {waiting === "returnedToWaiting" && <p>{t("returned", { name })}</p>}
        {callBack && !callBack.doneAt && <p dir="auto">{t("willCall", { number: callBack.number })}</p>}
      </div>
      {asks === null && (
        <p class="visit-note">
          {t("waitingText", { name })} {t("keepsPlace")}
        </p>
      )}
      {asks === "call" ? (
        <form class="wait-form" ref={acts as RefObject<HTMLFormElement>} onSubmit={callMe} noValidate>
          <label class="field">
            <span class="field-label">{t("number")}</span>
            <input class="input" type="tel" autocomplete="tel" dir="ltr" ref={number} aria-invalid={wrong === "numberBad"} aria-describedby="visit-wrong" />
          </label>
          <button class="button button-primary">{t("askCall")}</button>
          <button type="button" class="button" onClick={() => setAsks(null)}>
            {t("close")}
          </button>
        </form>
      ) : (
        <div class="wait-acts" ref={acts as RefObject<HTMLDivElement>}>
          {asks === "leave" ? (
            <>
              <span>{t("leaveSure")}</span>
              <button type="button" class="button button-small" onClick={() => setAsks(null)}>
                {t("stay")}
              </button>
              <button type="button" class="button button-small button-danger" onClick={() => void onLeave().catch(failed)}>
                {t("leave")}
              </button>
            </>
          ) : (
            <>
              <button type="button" class="button button-small" onClick={() => setAsks("call")}>
                {t("callMe")}
              </button>
              <button type="button" class="button button-small button-quiet" onClick={() => setAsks("leave")}>
                {t("leave")}
              </button>
            </>
          )}
        </div>
      )}
      {wrong && (
        <p id="visit-wrong" class="field-error" role="alert">
          {t(wrong)}
        </p>
      )}
    </>
  );
}

function placeWords(place: number, t: Tongue): string {
  if (place <= 1) return t("next");
  return place === 2 ? t("place_one") : t("place", { n: (place - 1).toLocaleString(t.locale) });
}

/** An estimate sounds like one: whole fives from ten minutes on, and rather too long than too short. */
export function waitWords(minutes: number, t: Tongue): string {
  if (minutes <= 0) return t("waitNow");
  if (minutes <= 2) return t("waitShort");
  return t("wait", { n: (minutes < 10 ? minutes : Math.ceil(minutes / 5) * 5).toLocaleString(t.locale) });
}
