// Serves the built web root, the pages of this folder and a made-up patient's conversations on a free loopback port, for looking at.
// Never part of the product. Options of /dev/host.html: ?locale=es&theme=dark&conversation=knee
// /dev/visits.html shows each state of a visit.
// POST /dev/do?what=nurse|typing|close|drop|refuse|deny|admit|return|decline plays the other side.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { root, webRoot } from "../build/layout.mjs";
import { makePortal } from "./fixture.mjs";
import { serveHub } from "./hub.mjs";
import { visitsPage, visitsScript, visitsStyle } from "./visit-pages.mjs";

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
const { portal, Refused, ana, noor, conversations } = await makePortal();
let denied = false;
let down = false;
let opened = null;

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const origin = `http://localhost:${server.address().port}`;
  const host = `http://127.0.0.1:${server.address().port}`;
  const csp = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${origin.replace("http", "ws")}; base-uri 'none'; form-action 'none'`;
  const send = (status, body, type = "application/json", headers = {}) =>
    response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store", "access-control-allow-origin": host, ...headers }).end(body);
  const template = async (path, values) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{{${name}}}`, value), await readFile(path, "utf8"));
  const body = async () => {
    let text = "";
    for await (const chunk of request) text += chunk;
    return text;
  };
  try {
    const path = normalize(decodeURIComponent(url.pathname));
    if (path === "/embed/chat" || path === "/me") {
      const page = join(webRoot, "embed", path === "/me" ? "me.html" : "chat.html");
      return send(200, await template(page, { "embed-origins": host, "emergency-number": "112" }), "text/html", { "content-security-policy": csp });
    }
    if (path === "/dev/host.html") {
      opened = conversations[url.searchParams.get("conversation")]?.id ?? null;
      const values = { portal: origin, locale: url.searchParams.get("locale") ?? "en", theme: url.searchParams.get("theme") ?? "auto" };
      return send(200, await template(join(root, "dev/host.html"), values), "text/html");
    }
    if (path === "/dev/visits.html") return send(200, await visitsPage(url.searchParams.get("state") ?? ""), "text/html", { "content-security-policy": csp });
    if (path === "/dev/visits.css") return send(200, await visitsStyle(url.searchParams.get("state") ?? ""), "text/css");
    if (path === "/dev/visits.js") return send(200, await visitsScript(), "text/javascript");
    if (path === "/dev/session") return denied ? send(401, "{}") : send(200, JSON.stringify(portal.grant(ana, opened)));
    if (path === "/dev/do") return send(200, play(url.searchParams.get("what"), url.searchParams));
    if (down && path.match(/^\/(hubs|api)/)) return send(503, "{}");
    if (path === "/hubs/conversations/negotiate") return send(200, JSON.stringify(negotiate()));
    if (path.startsWith("/api/v1/sessions/link")) return send(200, JSON.stringify(portal.grant(ana)));
    if (path.startsWith("/api/")) {
      const answer = await portal.fetch(request.url, { method: request.method, headers: request.headers, body: (await body()) || null });
      return send(answer.status, await answer.text(), "application/json", Object.fromEntries(answer.headers));
    }
    const file = path.startsWith("/dev/") ? join(root, path) : join(webRoot, path);
    return send(200, await readFile(file), types[extname(file)] ?? "application/octet-stream", path.startsWith("/embed") ? {} : { "content-security-policy": csp });
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EISDIR") console.error(error);
    send(404, "{}");
  }
});
const negotiate = serveHub(server, portal, Refused);

function play(what, options) {
  const conversation = conversations[options.get("in") ?? "knee"];
  const drop = () => [...portal.connections].forEach(({ socket }) => socket.terminate());
  const tell = (name, push) => [...portal.connections].filter(({ live }) => live.has(conversation.id)).forEach((connection) => connection.push(name, push));
  const visit = (patch) => portal.setVisit({ ...portal.visits.values().next().value, ...patch });
  const acts = {
    nurse: () => portal.post(noor, conversation, { clientMessageId: `dev-${Math.random()}`, text: options.get("text") ?? "One more thing." }),
    typing: () => tell("typing", { conversationId: conversation.id, personId: noor.id, isTyping: true }),
    admit: () => visit({ waiting: "admitted" }),
    return: () => visit({ waiting: "returnedToWaiting", place: 1, words: "Ten minutes, please." }),
    decline: () => visit({ waiting: "cancelled", status: "cancelled", words: "An emergency came in." }),
    read: () => portal.mark(conversation, noor.id, conversation.head, conversation.head),
    close: () => (conversation.status = "closed") && portal.append(conversation, { type: "statusChanged", actor: noor, status: "closed" }),
    refuse: () => portal.refusals.set("Send", [new Refused("refused", 422, "moderated")]),
    revoke: () => portal.revoke(conversation, ana.id),
    drop,
    down: () => ((down = true), drop()),
    up: () => (down = false),
    deny: () => ((denied = true), portal.tokens.clear(), drop()),
  };
  return JSON.stringify(acts[what]?.() ?? null);
}

setInterval(() => portal.tellHeads(), 30_000).unref();
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/dev/host.html`));
