import { useEffect, useState } from "preact/hooks";
import { PortalError } from "../sdk/problem";
import type { Page, RecordAccess } from "../sdk/protocol";
import { PaneState, Skeleton } from "../widget/pane-state";
import type { ExtraProps } from "./props";
import { say, type ExtraWord } from "./words";

const roleWords: Readonly<Record<string, ExtraWord>> = {
  practitioner: "clinician",
  coordinator: "coordinator",
  supervisor: "supervisor",
  administrator: "administrator",
  auditor: "auditor",
};
const acts: ReadonlySet<string> = new Set<ExtraWord>([
  "sessionCreated",
  "conversationViewed",
  "patientSearched",
  "patientViewed",
  "proxyGranted",
  "proxyRevoked",
  "visitRecordViewed",
  "callJoined",
  "summaryViewed",
  "summaryDownloaded",
  "conversationExported",
  "breakGlassDeclared",
  "patientFoundOutsidePanel",
  "recordAccessesViewed",
]);

/** Who opened the patient's record, when, and why: as the audit trail knows it, newest first. */
export function RecordLog({ chat, locale }: ExtraProps) {
  const [lines, setLines] = useState<readonly RecordAccess[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [wrong, setWrong] = useState<ExtraWord | null>(null);
  const [busy, setBusy] = useState(false);

  const load = async () => {
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try {
      const page = await chat.call<Page<RecordAccess>>("GET", `patients/${recordOf(chat)}/accesses${next === null ? "" : "?cursor=" + encodeURIComponent(next)}`);
      setLines([...(lines ?? []), ...page.items]);
      setNext(page.next);
    } catch (error) {
      setWrong(error instanceof PortalError && error.problem === "offline" ? "offline" : "error");
    }
    setBusy(false);
  };
  useEffect(() => void load(), []);

  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const problem = wrong && (
    <PaneState title={say(locale, wrong)}>
      <button type="button" class="button" onClick={load}>
        {say(locale, "retry")}
      </button>
    </PaneState>
  );
  if (lines === null) return problem || <Skeleton />;
  if (lines.length === 0) return <PaneState title={say(locale, "none")} />;
  return (
    <div class="accesses" tabIndex={0}>
      <p class="field-hint">{say(locale, "lead")}</p>
      <ol role="list">
        {lines.map((line) => (
          <li key={line.id}>
            <time dateTime={line.at}>{time.format(new Date(line.at))}</time>
            <strong dir="auto">{line.name ?? say(locale, kindOf(line))}</strong>
            {line.name !== null && <span>{line.roles.flatMap((role) => (roleWords[role] ? [say(locale, roleWords[role])] : [])).join(", ")}</span>}
            <span>{say(locale, actOf(line))}</span>
            {line.isBreakGlass && (
              <span class="tag" data-tone="danger">
                {say(locale, "emergency")} {line.purpose && say(locale, line.purpose)}
              </span>
            )}
            {line.isDelegated && <span class="tag">{say(locale, "delegated")}</span>}
          </li>
        ))}
      </ol>
      {problem}
      {next !== null && !wrong && (
        <button type="button" class="button" aria-disabled={busy} onClick={load}>
          {say(locale, "more")}
        </button>
      )}
    </div>
  );
}

/** Who speaks for somebody opens that patient's record, which stands in each of the conversations. */
function recordOf(chat: ExtraProps["chat"]): string {
  return chat.inbox.value?.conversations.find(({ patient }) => patient)?.patient?.id ?? chat.personId ?? "";
}

/** What a newer portal knows beside is an opening all the same. */
const actOf = ({ what }: RecordAccess): ExtraWord => (acts.has(what) ? (what as ExtraWord) : "opened");

const kindOf = ({ kind }: RecordAccess): ExtraWord => kind;
