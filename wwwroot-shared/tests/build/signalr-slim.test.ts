/** The slimmed SignalR, as patients load it, over a real WebSocket. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { Hub } from "../../src/sdk/hub";
import { eventually } from "../eventually";
import { FakePortal, Refused } from "../fakes/fake-portal";
import { ana, knee, noor } from "../fakes/people";

const root = fileURLToPath(new URL("../../", import.meta.url));
const hubs: Hub[] = [];
let server: Server;
let portal: FakePortal;
let negotiateStatus = 200;
let signalRHub: () => Hub;

beforeAll(async () => {
  const { serveHub } = (await import("../../dev/hub.mjs" as string)) as { serveHub(server: Server, portal: FakePortal, refused: unknown): () => unknown };
  const { signalRSlim } = (await import("../../build/signalr-slim.mjs" as string)) as { signalRSlim(): esbuild.Plugin };
  portal = new FakePortal();
  portal.add(knee, "Knee", [ana, noor]);
  server = createServer((_, response) => response.writeHead(negotiateStatus).end(JSON.stringify(negotiate())));
  const negotiate = serveHub(server, portal, Refused);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // All of a page that SignalR asks for: a link that makes its address whole, and events.
  const page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/embed/chat`;
  const link = { set href(path: string) { this.whole = new URL(path, page).href; }, get href() { return this.whole; }, whole: "" };
  vi.stubGlobal("window", { document: Object.assign(new EventTarget(), { createElement: () => link }) });
  vi.stubGlobal("WebSocket", WebSocket);
  const bundle = await esbuild.build({
    stdin: { contents: 'export { signalRHub } from "./src/sdk/hub"', resolveDir: root },
    bundle: true,
    write: false,
    format: "esm",
    mangleProps: /^_/,
    plugins: [signalRSlim()],
  });
  const module = (await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0]!.contents).toString("base64")}`)) as { signalRHub(): Hub };
  signalRHub = () => {
    const hub = module.signalRHub();
    hubs.push(hub);
    return hub;
  };
});

afterEach(async () => {
  negotiateStatus = 200;
  for (const hub of hubs.splice(0)) await hub.stop();
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllGlobals();
});

async function connected(): Promise<Hub> {
  const hub = signalRHub();
  await hub.start();
  await hub.invoke("Authenticate", portal.grant(ana).token);
  return hub;
}

it("calls, is answered and is told", async () => {
  const hub = await connected();
  const told = new Promise((resolve) => hub.on("event", resolve));
  await hub.invoke("Subscribe", knee, 0);
  const text = "to the letter: \u001e </script> 👩\u200d⚕️ שלום";
  const receipt = await hub.invoke<{ sequence: number }>("Send", knee, { clientMessageId: "0198c1a0-0000-7000-9000-000000000001", text });
  expect(receipt.sequence).toBe(1);
  expect(await told).toMatchObject({ type: "messagePosted", sequence: 1, text });
});

it("hands on the words of a refusal", async () => {
  const hub = await connected();
  portal.refusals.set("Send", [new Refused("refused", 422, "conversation-closed")]);
  const sent = hub.invoke("Send", knee, { clientMessageId: "0198c1a0-0000-7000-9000-000000000002", text: "x" });
  await expect(sent).rejects.toThrow(/HubException: urn:portal:problem:refused;reason=conversation-closed$/);
});

it("says once that the connection is gone, whichever side ended it", async () => {
  const [mine, theirs] = [vi.fn(), vi.fn()];
  const stopped = await connected();
  stopped.onclose(mine);
  await stopped.stop();
  const dropped = await connected();
  dropped.onclose(theirs);
  const unanswered = dropped.invoke("Subscribe", knee, 0);
  for (const connection of portal.connections) (connection as unknown as { socket: WebSocket }).socket.terminate();
  await Promise.allSettled([unanswered]);
  await eventually(() => expect(theirs).toHaveBeenCalledOnce());
  expect(mine).toHaveBeenCalledOnce();
});

it("says that the portal refuses the page's origin", async () => {
  negotiateStatus = 403;
  await expect(signalRHub().start()).rejects.toThrow(/Status code '403'/);
});
