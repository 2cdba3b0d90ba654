// A custodian's part in his browser: his key, its rehearsal, and his shares of an envelope. The key never leaves the page.

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "../vendor/age.js";
import { SealError, base64, bytesOfBase64, canonical, moment, mustBeSecure, parsed, same } from "./encoding.js";
import { MAGIC, SUITE, areGroups, checkOf, contextOf, fingerprint, groups, labelOf, mustBe } from "./seal.js";

const SHORTEST = 10;
const CORE = ["bid", "custodians", "label", "made_at", "needed", "sheet", "suite", "version"];

export async function newKey() {
  mustBeSecure();
  const secret = await generateX25519Identity();
  return { secret, public: await identityToRecipient(secret) };
}

// The key's file: an age identity file behind the passphrase, which goufu keys reads too. hard: of scrypt, as in passphrases.py.
export async function lockKey(key, passphrase, now = new Date(), hard = 18) {
  if ([...passphrase].length < SHORTEST) throw new SealError("short", { shortest: SHORTEST });
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(hard);
  const lines = [`# created: ${moment(now)}`, `# public key: ${key.public}`, `# suite: ${SUITE}`, key.secret, ""];
  return encrypter.encrypt(lines.join("\n"));
}

export async function unlockKey(bytes, passphrase) {
  mustBeSecure();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  let text;
  try {
    text = await decrypter.decrypt(bytes, "text");
  } catch {
    throw new SealError("key");
  }
  const lines = text.split("\n");
  const suite = lines.find((line) => line.startsWith("# suite: "));
  if (suite !== `# suite: ${SUITE}`) throw new SealError("suite", { name: String(suite).slice(9) });
  const secret = lines.find((line) => line && !line.startsWith("#"));
  return { secret, public: await identityToRecipient(secret) };
}

const isShare = (said) => typeof said?.check === "string" && typeof said.sealed === "string";

// The outside of an envelope from its first bytes; `length` says where the body begins.
export function readOutside(bytes) {
  if (!same(bytes.subarray(0, MAGIC.length), MAGIC) || bytes.length < MAGIC.length + 4) throw new SealError("envelope");
  const size = new DataView(bytes.buffer, bytes.byteOffset + MAGIC.length, 4).getUint32(0);
  const at = MAGIC.length + 4;
  if (bytes.length < at + size) throw new SealError("envelope");
  const { wraps, ...core } = parsed(bytes.subarray(at, at + size), "envelope");
  if (!same(canonical(Object.keys(core).sort()), canonical(CORE)) || core.version !== 1) throw new SealError("envelope");
  if (core.suite !== SUITE) throw new SealError("suite", { name: core.suite });
  labelOf(core.label);
  if (!areGroups(core.custodians, core.needed)) throw new SealError("envelope");
  const wanted = groups(core.custodians.length, core.needed);
  const isWhole = Array.isArray(wraps) && wraps.length === wanted.length && wraps.every((wrap, i) => Array.isArray(wrap) && wrap.length === wanted[i].length && wrap.every(isShare));
  if (!isWhole) throw new SealError("envelope");
  return { core, wraps, length: at + size };
}

async function shareOf({ core, wraps }, secret, group, number, holder) {
  const { check, sealed } = wraps[number][group.indexOf(holder)];
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret);
  let found;
  try {
    found = await decrypter.decrypt(bytesOfBase64(sealed, "envelope"));
  } catch {
    throw new SealError("damaged");
  }
  const context = contextOf(core, group, holder);
  const share = found.subarray(32);
  if (!same(found.subarray(0, 32), context)) throw new SealError("moved");
  if (checkOf(context, share) !== check) throw new SealError("wrongly");
  return share;
}

// A custodian's shares as the bytes of a *.gpeel.json. expected: the label that the house says the envelope has.
export async function peel(outside, key, expected) {
  mustBeSecure();
  mustBe(outside.core.label, expected);
  const ours = fingerprint(key.public);
  const holder = outside.core.custodians.indexOf(ours);
  if (holder < 0) throw new SealError("wrongkey", { ours, theirs: outside.core.custodians.join("、") });
  const shares = [];
  for (const [number, group] of groups(outside.core.custodians.length, outside.core.needed).entries()) {
    if (group.includes(holder)) shares.push({ group, share: base64(await shareOf(outside, key.secret, group, number, holder)) });
  }
  const said = { bid: outside.core.bid, custodian: ours, format: "goufu-peel", procurement: expected.procurement, shares, version: 1 };
  return canonical(said);
}

// The same of a rehearsal's envelope, and of no other.
export async function rehearse(outside, key, procurement) {
  if (outside.core.label.kind !== "rehearsal") throw new SealError("real");
  return peel(outside, key, { ...outside.core.label, procurement });
}
