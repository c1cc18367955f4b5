import { describe, expect, it } from "vitest";
import { Vault, type Kept, type VaultStorage } from "../../src/sdk/vault";
import { eventually } from "../eventually";

const key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";
const otherKey = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY";

class Memory implements VaultStorage {
  readonly held = new Map<string, string>();
  getItem = (name: string) => this.held.get(name) ?? null;
  setItem = (name: string, value: string) => void this.held.set(name, value);
  removeItem = (name: string) => void this.held.delete(name);
  get text() {
    return [...this.held.values()].join();
  }
}

const secret = "The wound weeps since Tuesday";
const kept: Kept = {
  messages: [{ conversationId: "c", clientMessageId: "m", text: secret, replyTo: null, at: "2025-03-03T10:00:00.000Z", failure: null }],
  drafts: { c: "half a sentence about my knee" },
};

async function filled(storage: Memory): Promise<void> {
  (await Vault.open(storage, key, "ana")).vault.keep(kept);
  await eventually(() => expect(storage.held.size).toBe(1));
}

describe("the vault", () => {
  it("gives back what was kept, letter by letter", async () => {
    const storage = new Memory();
    await filled(storage);
    expect(await Vault.open(storage, key, "ana")).toMatchObject({ kept, lost: 0 });
  });

  it("holds no clear text, in no encoding", async () => {
    const storage = new Memory();
    await filled(storage);
    const text = storage.text;
    for (const marker of [secret, kept.drafts["c"]!]) {
      expect(text).not.toContain(marker.slice(0, 10));
      for (const shift of [0, 1, 2]) expect(text).not.toContain(btoa("_".repeat(shift) + marker).slice(4, 16));
    }
    expect(text).toContain('"person":"ana"');
  });

  it("opens nothing for another person, and clears it away", async () => {
    const storage = new Memory();
    await filled(storage);
    expect(await Vault.open(storage, key, "bela")).toMatchObject({ kept: null, lost: 0 });
    expect(storage.held.size).toBe(0);
  });

  it("is bound to the person: a changed name opens nothing", async () => {
    const storage = new Memory();
    await filled(storage);
    storage.setItem("portal.outbox", storage.text.replace("ana", "bela"));
    expect(await Vault.open(storage, key, "bela")).toMatchObject({ kept: null, lost: 1 });
  });

  it("says how many messages are lost when the session's key is another", async () => {
    const storage = new Memory();
    await filled(storage);
    expect(await Vault.open(storage, otherKey, "ana")).toMatchObject({ kept: null, lost: 1 });
  });

  it("seals by the new key once it has one", async () => {
    const storage = new Memory();
    const { vault } = await Vault.open(storage, key, "ana");
    await vault.rekey(otherKey);
    vault.keep(kept);
    await eventually(() => expect(storage.held.size).toBe(1));
    expect(await Vault.open(storage, otherKey, "ana")).toMatchObject({ kept });
  });

  it("leaves nothing behind when there is nothing to keep", async () => {
    const storage = new Memory();
    const { vault } = await Vault.open(storage, key, "ana");
    vault.keep(kept);
    vault.keep({ messages: [], drafts: {} });
    await eventually(() => expect(Vault.isUsed(storage)).toBe(false));
    expect(storage.held.size).toBe(0);
  });

  it("seals each time anew", async () => {
    const storage = new Memory();
    const { vault } = await Vault.open(storage, key, "ana");
    const seen = new Set<string>();
    for (let i = 0; i < 3; i++) {
      vault.keep(kept);
      await eventually(() => expect(seen.has(storage.text) || storage.text === "").toBe(false));
      seen.add(storage.text);
    }
    expect(seen.size).toBe(3);
  });

  it("survives a full or broken storage", async () => {
    const storage = new Memory();
    storage.setItem("portal.outbox", "not json");
    const { vault, kept: nothing } = await Vault.open(storage, key, "ana");
    expect(nothing).toBeNull();
    storage.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    expect(() => vault.keep(kept)).not.toThrow();
  });
});
