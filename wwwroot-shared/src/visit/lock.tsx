import { useEffect, useRef, useState } from "preact/hooks";
import { Sign } from "./icons";
import type { LockRequest } from "./pane-events";
import type { StaffTongue } from "./staff-words";

const lockIcon = "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3";

/** Over a running call whose page was left alone: nothing else of the portal is to be seen until the password is given. */
export function Lock({ request, t, onUnlocked }: { readonly request: LockRequest; readonly t: StaffTongue; readonly onUnlocked: () => void }) {
  const [wrong, setWrong] = useState<"unlockWrong" | "unlockOffline" | null>(null);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const root = document.documentElement;
    const { title } = document;
    root.dataset["locked"] = "";
    document.title = t("locked");
    return () => {
      delete root.dataset["locked"];
      document.title = title;
    };
  }, []);

  const unlock = (event: Event) => {
    event.preventDefault();
    const field = password.current!;
    request.unlock(field.value).then(
      (right) => (right ? onUnlocked() : setWrong("unlockWrong")),
      () => setWrong("unlockOffline"),
    );
    field.value = "";
    field.focus();
  };

  return (
    <div class="lock">
      <form class="lock-form" onSubmit={unlock}>
        <h1 class="lock-title">
          <Sign path={lockIcon} />
          {t("locked")}
        </h1>
        <p class="visit-note">{t("lockedText")}</p>
        <label class="field">
          <span class="field-label">{t("password")}</span>
          <input class="input" type="password" autocomplete="current-password" ref={password} aria-invalid={wrong === "unlockWrong"} aria-describedby="lock-wrong" />
        </label>
        <p id="lock-wrong" class="field-error" role="alert">
          {wrong && t(wrong)}
        </p>
        <div class="wait-acts">
          <button class="button button-primary">{t("unlock")}</button>
          <button type="button" class="button" onClick={() => request.signOut()}>
            {t("signOut")}
          </button>
        </div>
      </form>
    </div>
  );
}
