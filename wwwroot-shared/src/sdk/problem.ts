/** What can be wrong with a call: the server's problem types, and `offline` where no answer came at all. */
export type Problem =
  | "validation"
  | "unauthorized"
  | "session-expired"
  | "forbidden"
  | "not-found"
  | "method-not-allowed"
  | "conflict"
  | "too-large"
  | "unsupported-media-type"
  | "refused"
  | "rate-limited"
  | "internal"
  | "not-ready"
  | "offline";

/** A call that did not succeed. The message names the problem only: no text of a person is ever in it. */
export class PortalError extends Error {
  constructor(
    readonly problem: Problem,
    /** The stable code behind a conflict or a refusal, such as `conversation-closed`. */
    readonly reason: string | null = null,
    /** How long the server asks to wait, ms. */
    readonly retryAfter: number | null = null,
  ) {
    super(reason ? `${problem}: ${reason}` : problem);
    this.name = "PortalError";
  }

  /** Trying the same again can never succeed. A file still being scanned is a conflict that passes. */
  get isPermanent(): boolean {
    if (this.problem === "conflict") return this.reason !== "scanning";
    return permanent.has(this.problem);
  }

  /** The token is no good any more: a new one may be. */
  get isSession(): boolean {
    return this.problem === "unauthorized" || this.problem === "session-expired";
  }
}

const permanent: ReadonlySet<Problem> = new Set<Problem>([
  "validation",
  "forbidden",
  "not-found",
  "method-not-allowed",
  "too-large",
  "unsupported-media-type",
  "refused",
]);

const known: ReadonlySet<string> = new Set<Problem>([
  ...permanent,
  "unauthorized",
  "session-expired",
  "conflict",
  "rate-limited",
  "internal",
  "not-ready",
]);

const hubProblem = /HubException: urn:portal:problem:([a-z-]+)(?:;reason=([\w-]+))?(?:;retry-after=(\d+))?$/;

/** Reads what a hub call was rejected with. What the server did not say means that the connection broke. */
export function problemOfHub(error: unknown): PortalError {
  if (error instanceof PortalError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const found = hubProblem.exec(message);
  if (!found) return new PortalError(/ on the server\./.test(message) ? "internal" : "offline");
  const [, problem, reason, seconds] = found;
  return new PortalError(named(problem), reason ?? null, seconds === undefined ? null : Number(seconds) * 1000);
}

/** Reads an answer of REST other than 2xx: `application/problem+json`, or a proxy's page, of which only the status counts. */
export async function problemOfResponse(response: Response): Promise<PortalError> {
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds * 1000 : null;
  const body = (await response.json().catch(() => null)) as { type?: unknown; reason?: unknown } | null;
  const type = typeof body?.type === "string" ? body.type.replace("urn:portal:problem:", "") : "";
  const problem = known.has(type) ? (type as Problem) : ofStatus(response.status);
  return new PortalError(problem, typeof body?.reason === "string" ? body.reason : null, retryAfter);
}

function named(problem: string | undefined): Problem {
  return problem !== undefined && known.has(problem) ? (problem as Problem) : "internal";
}

function ofStatus(status: number): Problem {
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 413) return "too-large";
  if (status === 429) return "rate-limited";
  return status === 503 || status === 502 || status === 504 ? "not-ready" : "internal";
}
