import { webcrypto } from "node:crypto";

// Node 18 has WebCrypto, but not as a global.
if (!("crypto" in globalThis)) Object.defineProperty(globalThis, "crypto", { value: webcrypto });
