// SignalR's JSON protocol over WebSocket, as far as the chat client speaks it, in front of the small portal of the tests.
import { randomUUID } from "node:crypto";
import { WebSocketServer } from "ws";

const end = "\u001e";

class Connection {
  live = new Set();
  person = null;
  inbox = false;

  constructor(socket) {
    this.socket = socket;
  }

  push(target, argument) {
    this.send({ type: 1, target, arguments: [argument] });
  }

  send(message) {
    this.socket.send(JSON.stringify(message) + end);
  }
}

/** Serves `/hubs/conversations` of an HTTP server. Gives the answer to negotiating. */
export function serveHub(server, portal, Refused) {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    // The call's hub is not played here.
    if (request.url.startsWith("/hubs/conversations")) sockets.handleUpgrade(request, socket, head, accept);
    else socket.destroy();
  });

  function accept(socket) {
    const connection = new Connection(socket);
    let greeted = false;
    socket.on("message", (data) => {
      for (const text of String(data).split(end).filter(Boolean)) {
        const message = JSON.parse(text);
        if (!greeted) {
          greeted = true;
          portal.connections.add(connection);
          connection.send({});
        } else if (message.type === 1) answer(connection, message);
        else if (message.type === 6) connection.send({ type: 6 });
      }
    });
    socket.on("close", () => portal.connections.delete(connection));
  }

  function answer(connection, { invocationId, target, arguments: args }) {
    try {
      const result = portal.handle(connection, target, args) ?? null;
      if (invocationId) connection.send({ type: 3, invocationId, result });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const tail = error.reason ? `;reason=${error.reason}` : "";
      connection.send({ type: 3, invocationId, error: `An unexpected error occurred invoking '${target}' on the server. HubException: urn:portal:problem:${error.problem}${tail}` });
    }
  }

  const webSockets = [{ transport: "WebSockets", transferFormats: ["Text"] }];
  return () => ({ negotiateVersion: 1, connectionId: randomUUID(), connectionToken: randomUUID(), availableTransports: webSockets });
}
