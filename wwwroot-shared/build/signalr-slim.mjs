// Leaves out of @microsoft/signalr what the patient's page never uses: Node and React Native, HTTP clients beside our own (hub.ts),
// server-sent events (between WebSockets and long polling nobody needs them), streams, stateful and automatic reconnecting (the chat
// client has its own, which never gives up), and log lines, which could only ever repeat arguments. Some 4 KB of a page's 30.
//
// The build fails when a new version of the library has other files or far fewer such lines: then this list is looked at again.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

const replaced = {
  "ServerSentEventsTransport.js": "export class ServerSentEventsTransport {}",
  "DefaultHttpClient.js": "export class DefaultHttpClient {}",
  "MessageBuffer.js": "export class MessageBuffer {}",
  "Subject.js": "export class Subject {}",
  // The one way of building that hub.ts uses: its address and options, no logging, JSON.
  "HubConnectionBuilder.js": `
    import { HttpConnection } from "./HttpConnection";
    import { HubConnection } from "./HubConnection";
    import { JsonHubProtocol } from "./JsonHubProtocol";
    import { NullLogger } from "./Loggers";
    export class HubConnectionBuilder {
      withUrl(url, options) {
        this._connection = new HttpConnection(url, { ...options, logger: NullLogger.instance });
        return this;
      }
      configureLogging() {
        return this;
      }
      build() {
        return HubConnection.create(this._connection, NullLogger.instance, new JsonHubProtocol());
      }
    }`,
};
const platform = { isNode: "false", isReactNative: "false", isWebWorker: "false", isBrowser: "true" };
const userAgent = 'export function getUserAgentHeader() {\n  return ["X-SignalR-User-Agent", `Microsoft SignalR/${VERSION}`];\n}';
const edits = [
  { what: "log lines", pattern: /^(\s*)(?:this\._)?logger\.log\(.*\);$/gm, by: "$1;", atLeast: 60 },
  { what: "questions for the platform", pattern: /\bPlatform\.(isNode|isReactNative|isWebWorker|isBrowser)\b/g, by: (_, name) => platform[name], atLeast: 12 },
  { what: "the description of the browser", pattern: /export function getUserAgentHeader\(\) \{[^]*?\n\}/g, by: userAgent, atLeast: 1 },
];

const member = (...names) => new RegExp(`^    (?:async )?(?:${names.join("|")})\\([^\\n]*\\) \\{\\n[^]*?^    \\}\\n`, "gm");
const reconnecting = ["_reconnect", "_getNextRetryDelay", "onreconnecting", "onreconnected"];
const streaming = ["stream", "_createStreamInvocation", "_createCancelInvocation", "_createStreamItemMessage"];
edits.push(
  { what: "members for reconnecting and streams", pattern: member(...reconnecting, ...streaming), by: "", atLeast: reconnecting.length + streaming.length },
  { what: "uploading of streams", pattern: member("_launchStreams"), by: "    _launchStreams() {}\n", atLeast: 1 },
);

// What goes wrong below is a lost connection to us, whatever its words; what the server says in words of its own is no literal.
edits.push({ what: "error texts", pattern: /new (\w*Error)\((?:`[^`]*`|"[^"]*")\)/g, by: 'new $1("")', atLeast: 30 });

/** `needed: false`: nothing may import the library at all. */
export function signalRSlim({ needed = true } = {}) {
  return {
    name: "signalr-slim",
    setup(build) {
      const met = new Set();
      const counts = edits.map(() => 0);
      let isUsed = needed;
      build.onLoad({ filter: /@microsoft[\\/]signalr[\\/]dist[\\/]esm[\\/]\w+\.js$/ }, async ({ path }) => {
        const name = basename(path);
        isUsed = true;
        if (name in replaced) {
          met.add(name);
          return { contents: replaced[name] };
        }
        let text = (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
        edits.forEach(({ pattern, by }, i) => {
          counts[i] += text.match(pattern)?.length ?? 0;
          text = text.replace(pattern, by);
        });
        return { contents: text };
      });
      build.onEnd(() => {
        if (!isUsed) return undefined;
        const missing = Object.keys(replaced).filter((name) => !met.has(name));
        const few = edits.filter(({ atLeast }, i) => counts[i] < atLeast).map(({ what }) => what);
        return { errors: [...missing, ...few].map((what) => ({ text: `signalr-slim met too little of: ${what}` })) };
      });
    },
  };
}
