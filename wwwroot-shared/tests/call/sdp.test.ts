import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withOpusOptions } from "../../src/call/sdp";

const sdp = (name: string) => readFileSync(new URL(`fixtures/${name}.sdp`, import.meta.url), "utf8");
const opusOf = (text: string) => {
  const payload = /a=rtpmap:(\d+) opus\/48000\/2/.exec(text)![1];
  return new RegExp(`a=fmtp:${payload} ([^\r\n]*)`).exec(text)![1]!.split(";");
};

describe.each(["chromium-offer", "chromium-answer"])("%s", (name) => {
  const before = sdp(name);
  const after = withOpusOptions(before);

  it("asks for forward error correction and for discontinuous transmission, and keeps what else was asked", () => {
    expect(opusOf(before)).toEqual(["minptime=10", "useinbandfec=1"]);
    expect(opusOf(after)).toEqual(["minptime=10", "useinbandfec=1", "usedtx=1"]);
  });

  it("leaves every other line as it was", () => {
    const others = (text: string) => text.split("\r\n").filter((line) => !line.startsWith("a=fmtp:111 "));
    expect(others(after)).toEqual(others(before));
    expect(after.split("\r\n")).toHaveLength(before.split("\r\n").length);
  });

  it("is the same when done twice", () => expect(withOpusOptions(after)).toBe(after));
});

describe("opus options", () => {
  it("replace what says the opposite", () => {
    const text = "v=0\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=0; usedtx=0;stereo=1\r\na=mid:0\r\n";
    expect(withOpusOptions(text)).toBe("v=0\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 stereo=1;useinbandfec=1;usedtx=1\r\na=mid:0\r\n");
  });

  it("are added where a browser says nothing of them", () => {
    expect(withOpusOptions("a=rtpmap:109 opus/48000/2\r\na=mid:0\r\n")).toBe("a=rtpmap:109 opus/48000/2\r\na=fmtp:109 useinbandfec=1;usedtx=1\r\na=mid:0\r\n");
  });

  it("are of opus alone", () => {
    const text = "a=rtpmap:0 PCMU/8000\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n";
    expect(withOpusOptions(text)).toBe(text);
  });
});
