/**
 * How a hub's frames travel (SignalR's "transport protocols"): a WebSocket, or long polling where the network lets none through. Texts go
 * in order; what is lost ends the connection, and whoever holds it makes another.
 */
export interface Transport {
  /** Nobody else keeps this connection open: both sides send pings, and their absence is its end. */
  readonly needsPings: boolean;
  send(text: string): void;
  /** Ends it, without calling `onClose`. */
  close(): void;
}

export interface TransportEvents {
  readonly onText: (text: string) => void;
  /** Called once, when it is lost or the other side ends it. */
  readonly onClose: () => void;
}

interface Negotiated {
  readonly connectionToken: string;
  readonly availableTransports: readonly { readonly transport: string }[];
}

/** A proxy that swallows the upgrade answers nothing at all. */
const openWithin = 10_000;
const answerWithin = 20_000;
/** The server answers an idle poll after 90 s. */
const pollFor = 100_000;

/**
 * `directly`: by WebSocket alone, without asking first. Rejects where none opens; with the status in words where HTTP said no. Whoever gives it
 * up says so by `signal`: a browser opens one socket to a server at a time, and the next one would wait for this.
 */
export async function openTransport(path: string, credentials: RequestCredentials, directly: boolean, events: TransportEvents, signal: AbortSignal): Promise<Transport> {
  if (directly) return openSocket(path, events, signal);
  const request: Ask = (method, url, within, signal, body) => ask(credentials, method, url, within, signal, body);
  const negotiate = async (): Promise<Negotiated> =>
    JSON.parse((await request("POST", `${path}/negotiate?negotiateVersion=1`, answerWithin)).text) as Negotiated;
  const { connectionToken, availableTransports } = await negotiate();
  const at = (token: string) => `${path}?id=${encodeURIComponent(token)}`;
  if (availableTransports.some(({ transport }) => transport === "WebSockets")) {
    try {
      return await openSocket(at(connectionToken), events, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      // Such a token serves one attempt.
      return openPolling(at((await negotiate()).connectionToken), request, events);
    }
  }
  return openPolling(at(connectionToken), request, events);
}

function openSocket(path: string, { onText, onClose }: TransportEvents, signal: AbortSignal): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(location.origin.replace("http", "ws") + path);
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", fail);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    };
    const fail = () => {
      end();
      reject(new Error("WebSocket"));
    };
    const timer = setTimeout(fail, openWithin);
    signal.addEventListener("abort", fail);
    socket.onclose = fail;
    socket.onmessage = ({ data }) => onText(data as string);
    socket.onopen = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", fail);
      socket.onclose = () => {
        end();
        onClose();
      };
      resolve({ needsPings: true, send: (text) => socket.send(text), close: end });
    };
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

type Ask = (method: string, url: string, within: number, signal?: AbortSignal, body?: string) => Promise<Answer>;

async function openPolling(url: string, request: Ask, { onText, onClose }: TransportEvents): Promise<Transport> {
  const abort = new AbortController();
  let sent: Promise<unknown> = Promise.resolve();
  const close = () => {
    abort.abort();
    request("DELETE", url, answerWithin).catch(() => undefined);
  };
  const lose = () => {
    if (abort.signal.aborted) return;
    close();
    onClose();
  };
  const poll = async () => {
    while (!abort.signal.aborted) {
      const { status, text } = await request("GET", url, pollFor, abort.signal);
      if (status === 204) return lose();
      if (text !== "" && !abort.signal.aborted) onText(text);
    }
  };
  // The first one only says that the connection is there.
  await request("GET", url, answerWithin);
  void poll().catch(lose);
  return {
    needsPings: false,
    send: (text) => (sent = sent.then(() => request("POST", url, answerWithin, abort.signal, text)).catch(lose)),
    close,
  };
}

async function ask(credentials: RequestCredentials, method: string, url: string, within: number, signal?: AbortSignal, body?: string): Promise<Answer> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  const timer = setTimeout(stop, within);
  signal?.addEventListener("abort", stop);
  try {
    const init: RequestInit = { method, credentials, signal: abort.signal, cache: "no-store", referrerPolicy: "no-referrer" };
    if (body !== undefined) init.body = body;
    const answer = await fetch(location.origin + url, init);
    if (!answer.ok) throw new Error(`Status code '${answer.status}'`);
    return { status: answer.status, text: await answer.text() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
