/**
 * What is written but not acknowledged, kept in the browser through a reload: sealed with AES-GCM by a key that the server keeps
 * for this person's session, so that the storage of a shared computer holds no clear text and is worth nothing once the session
 * is over. The person's id, which is no secret, is bound in: another person's session opens nothing.
 */
import type { OutgoingMessage } from "./outbox";

export interface Kept {
  readonly messages: readonly OutgoingMessage[];
  /** Typed and not sent, by conversation. */
  readonly drafts: Readonly<Record<string, string>>;
}

interface Sealed {
  readonly person: string;
  /** How many messages are inside: what can be told of them when they cannot be opened. */
  readonly count: number;
  readonly iv: string;
  readonly data: string;
}

export interface Opened {
  readonly vault: Vault;
  readonly kept: Kept | null;
  /** So many messages of this person were here and cannot be opened any more. */
  readonly lost: number;
}

export type VaultStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const place = "portal.outbox";

export class Vault {
  private _latest: Kept | null = null;
  private _sealing = false;

  private constructor(
    private readonly _storage: VaultStorage,
    private _key: CryptoKey,
    private readonly _person: string,
  ) {}

  /** Whether anything is kept at all, whoever's it is. */
  static isUsed(storage: VaultStorage): boolean {
    return read(storage) !== null;
  }

  /** `key` is 32 bytes in base64url. Rejects where there is no WebCrypto or no storage: then only memory is left. */
  static async open(storage: VaultStorage, key: string, person: string): Promise<Opened> {
    const imported = await importKey(key);
    const vault = new Vault(storage, imported, person);
    const sealed = read(storage);
    if (!sealed || sealed.person !== person) {
      storage.removeItem(place);
      return { vault, kept: null, lost: 0 };
    }
    try {
      const parameters = vault._parameters(fromBase64Url(sealed.iv));
      const clear = await crypto.subtle.decrypt(parameters, imported, fromBase64Url(sealed.data));
      return { vault, kept: JSON.parse(new TextDecoder().decode(clear)) as Kept, lost: 0 };
    } catch {
      storage.removeItem(place);
      return { vault, kept: null, lost: sealed.count };
    }
  }

  /** A new session has a key of its own; what is kept from now on is sealed with it. */
  async rekey(key: string): Promise<void> {
    this._key = await importKey(key);
  }

  /** Seals the latest; of several in a row only the last is written. */
  keep(kept: Kept): void {
    this._latest = kept;
    if (!this._sealing) void this._seal();
  }

  private async _seal(): Promise<void> {
    this._sealing = true;
    while (this._latest) {
      const kept = this._latest;
      this._latest = null;
      if (kept.messages.length === 0 && Object.keys(kept.drafts).length === 0) {
        this._storage.removeItem(place);
        continue;
      }
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const clear = new TextEncoder().encode(JSON.stringify(kept));
      const data = await crypto.subtle.encrypt(this._parameters(iv), this._key, clear);
      const sealed: Sealed = { person: this._person, count: kept.messages.length, iv: toBase64Url(iv), data: toBase64Url(new Uint8Array(data)) };
      try {
        this._storage.setItem(place, JSON.stringify(sealed));
      } catch {
        // Full or forbidden: the messages stay in memory, as they would without a vault.
      }
    }
    this._sealing = false;
  }

  private _parameters(iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${place}|${this._person}`) };
  }
}

function read(storage: VaultStorage): Sealed | null {
  try {
    return JSON.parse(storage.getItem(place) ?? "null") as Sealed | null;
  } catch {
    return null;
  }
}

function importKey(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", fromBase64Url(key), "AES-GCM", false, ["encrypt", "decrypt"]);
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
}
