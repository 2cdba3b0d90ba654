// What tests/test_browser.py does in Node: one task a line on standard input, one answer a line on standard output.

import { createInterface } from "node:readline";
import { openAsBlob } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";

const [, , place] = process.argv; // a folder with sealing/ and vendor/ as they are served
const { Sm3, sm3 } = await import(`${place}/sealing/sm3.js`);
const { seal, readSheet } = await import(`${place}/sealing/seal.js`);
const custodian = await import(`${place}/sealing/peel.js`);
const { Decrypter } = await import(`${place}/vendor/age.js`);

const fileOf = async ({ path, name }) => {
  const blob = await openAsBlob(path);
  return { name: name ?? basename(path), size: blob.size, stream: () => blob.stream() };
};

const { crypto } = globalThis;
const { importKey } = Object.getPrototypeOf(crypto.subtle);

const tasks = {
  // insecure: a page that came by http; old: a browser whose own ciphers have no X25519.
  browser({ kind }) {
    Object.defineProperty(globalThis, "crypto", { configurable: true, value: kind === "insecure" ? {} : crypto });
    const unknown = () => { throw new DOMException("Algorithm: Unrecognized name", "NotSupportedError"); };
    Object.getPrototypeOf(crypto.subtle).importKey = kind === "old" ? unknown : importKey;
    return kind;
  },
  async sm3({ text, pieces }) {
    const bytes = new TextEncoder().encode(text);
    const digest = new Sm3();
    for (let at = 0; at < bytes.length; at += pieces) digest.update(bytes.subarray(at, at + pieces));
    return [digest.digest(), sm3(bytes)];
  },
  async seal({ sheet, files, label, out, now }) {
    const target = await open(out, "w");
    let told = 0;
    try {
      const sealed = await seal({
        files: await Promise.all(files.map(fileOf)), sheet: readSheet(await readFile(sheet)), label, now: new Date(now),
        write: (piece) => target.write(piece), progress: (done) => { told = done; },
      });
      return { ...sealed, told, memory: process.resourceUsage().maxRSS };
    } finally {
      await target.close();
    }
  },
  async newKey({ out, passphrase, hard }) {
    const key = await custodian.newKey();
    await writeFile(out, await custodian.lockKey(key, passphrase, new Date(), hard));
    return key;
  },
  unlock: async ({ path, passphrase }) => custodian.unlockKey(await readFile(path), passphrase),
  async peel({ envelope, key, label }) {
    const outside = custodian.readOutside(await readFile(envelope));
    return new TextDecoder().decode(await custodian.peel(outside, key, label));
  },
  async rehearse({ envelope, key, procurement }) {
    const outside = custodian.readOutside(await readFile(envelope));
    return new TextDecoder().decode(await custodian.rehearse(outside, key, procurement));
  },
  // Nobody opens bids in a browser; that it could be done shows that the bytes are what both say they are.
  async body({ envelope, secret }) {
    const bytes = new Uint8Array(await readFile(envelope));
    const decrypter = new Decrypter();
    decrypter.addIdentity(secret);
    return Buffer.from(await decrypter.decrypt(bytes.subarray(custodian.readOutside(bytes).length))).toString("base64");
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { task, ...given } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ done: await tasks[task](given) }));
  } catch (error) {
    console.log(JSON.stringify({ refused: error.code ?? String(error), told: error.message }));
  }
}
