import { useEffect, useRef, useState } from "preact/hooks";
import { PortalError } from "../sdk/problem";
import type { CareTeam } from "../sdk/protocol";
import { objectionTo, topicLimit } from "../sdk/text-rules";
import { PaneState, Skeleton } from "../widget/pane-state";
import type { ExtraProps } from "./props";
import { say, type ExtraWord } from "./words";

/** The form for a new conversation: which care team, and what it is about. */
export function NewConversation({ chat, locale }: ExtraProps) {
  const [teams, setTeams] = useState<readonly CareTeam[] | "failed" | null>(null);
  const [wrong, setWrong] = useState<ExtraWord | null>(null);
  const [busy, setBusy] = useState(false);
  const team = useRef<HTMLSelectElement>(null);
  const topic = useRef<HTMLInputElement>(null);

  const load = () => {
    setTeams(null);
    chat.careTeams().then(setTeams, () => setTeams("failed"));
  };
  useEffect(load, []);

  const start = async (event: Event) => {
    event.preventDefault();
    const careTeam = team.current?.value ?? "";
    const about = topic.current?.value ?? "";
    const missing = careTeam === "" ? "teamMissing" : objectionTo(about, topicLimit) ? "topicMissing" : null;
    setWrong(missing);
    if (missing || busy) return (missing === "teamMissing" ? team : topic).current?.focus();
    setBusy(true);
    try {
      await chat.startConversation(careTeam, about);
    } catch (error) {
      setWrong(error instanceof PortalError && error.problem === "offline" ? "offline" : "error");
      setBusy(false);
    }
  };

  const describe = (word: ExtraWord) => wrong === word && { "aria-invalid": true, "aria-describedby": "wrong" };
  return (
    <>
      {teams === null && <Skeleton />}
      {teams === "failed" && (
        <PaneState title={say(locale, "error")}>
          <button type="button" class="button" onClick={load}>
            {say(locale, "retry")}
          </button>
        </PaneState>
      )}
      {teams?.length === 0 && <PaneState title={say(locale, "noTeams")} />}
      {teams !== null && teams !== "failed" && teams.length > 0 && (
        <form class="new-form" onSubmit={start} noValidate>
          <p class="field-hint">{say(locale, "newLead")}</p>
          <div class="field">
            <label class="field-label" for="team">
              {say(locale, "careTeam")}
            </label>
            <select id="team" class="select" ref={team} {...describe("teamMissing")}>
              {teams.length > 1 && <option value="">{say(locale, "choose")}</option>}
              {teams.map(({ identifier, name }) => (
                <option key={identifier} value={identifier}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label class="field-label" for="topic">
              {say(locale, "topic")}
            </label>
            <input id="topic" class="input" dir="auto" maxLength={topicLimit} autocomplete="off" ref={topic} {...describe("topicMissing")} />
          </div>
          {wrong && (
            <p id="wrong" class="field-error" role="alert">
              {say(locale, wrong)}
            </p>
          )}
          <button class="button button-primary" aria-disabled={busy}>
            {say(locale, "start")}
          </button>
        </form>
      )}
    </>
  );
}
