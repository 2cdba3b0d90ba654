// Sealing in the bidder's browser: the same envelopes as goufu/sealing makes in Python. Files leave the computer only encrypted.

import { Encrypter, generateX25519Identity, identityToRecipient } from "../vendor/age.js";
import { SealError, base64, bytesOfHex, bytesOfText, canonical, framed, joined, moment, mustBeSecure, parsed } from "./encoding.js";
import { Sm3, sm3 } from "./sm3.js";

export const SUITE = "age-x25519";
export const MAGIC = bytesOfText("GOUFU-BID 1\n");
const MOST_FILES = 1000;
const LONGEST_NAME = 200;
const TURNING = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/;
const CONTROLS = new RegExp("[\\u0000-\\u001f\\u007f-\\u009f]");
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;
const FIELDS = {
  procurement: (value) => isShortText(value),
  lot: (value) => isShortText(value),
  bidder: (value) => /^[0-9A-Z]{18}$/.test(value),
  kind: (value) => /^[a-z][a-z_]{0,29}$/.test(value),
  sequence: (value) => Number.isInteger(value) && value >= 1 && value < 2 ** 31,
};

const isShortText = (value) =>
  typeof value === "string" && value.length > 0 && [...value].length <= 64 && value === value.trim() && !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(value);

// A text that a screen shows as it is, as label.py says.
const isLine = (value) => typeof value === "string" && value.length > 0 && [...value].length <= 500 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);

// The label in one shape: { procurement, lot, bidder, kind, sequence }.
export function labelOf(said) {
  for (const [field, holds] of Object.entries(FIELDS)) if (!holds(said?.[field])) throw new SealError("label", { field });
  const { procurement, lot, bidder, kind, sequence } = said;
  return { procurement, lot, bidder, kind, sequence };
}

export function mustBe(label, expected) {
  for (const field of Object.keys(FIELDS)) {
    if (label[field] !== expected[field]) throw new SealError("mismatch", { field, found: label[field], wanted: expected[field] });
  }
}

// What people compare of a public key.
export const fingerprint = (publicKey) => sm3(bytesOfText(publicKey)).slice(0, 16).toUpperCase().match(/.{4}/g).join(" ");

// A sealing sheet from its file's bytes, its digest recomputed. `digest` is the one that stands in the notice.
export function readSheet(bytes) {
  const text = new TextDecoder().decode(bytes).trim();
  const { digest, ...said } = parsed(bytesOfText(text), "sheet");
  if (said.format !== "goufu-sheet" || said.version !== 1 || sm3(canonical(said)) !== digest) throw new SealError("sheet");
  if (said.suite !== SUITE) throw new SealError("suite", { name: said.suite });
  if (!areGroups(said.custodians, said.needed) || !Array.isArray(said.lots) || !Array.isArray(said.kinds)) throw new SealError("sheet");
  if (![said.title, ...said.custodians.flatMap((each) => [each.name, each.body])].every(isLine)) throw new SealError("sheet");
  return { ...said, digest, fingerprints: said.custodians.map((each) => fingerprint(each.public)) };
}

export function checkNames(names) {
  if (names.length < 1 || names.length > MOST_FILES) throw new SealError("count", { most: MOST_FILES, found: names.length });
  const seen = new Map();
  for (const name of names) {
    const isBad = !name || name === "." || name === ".." || /[/\\]/.test(name) || LONE.test(name) || TURNING.test(name) || CONTROLS.test(name);
    if (isBad || bytesOfText(name).length > LONGEST_NAME) throw new SealError("folder", { name });
    const folded = name.normalize("NFC").toLowerCase();
    if (seen.has(folded)) throw new SealError("alike", { name, other: seen.get(folded) });
    seen.set(folded, name);
  }
}

// Whether so many custodians (a list) may be needed, as groups.py says.
export function areGroups(custodians, needed) {
  const isCounted = Array.isArray(custodians) && Number.isInteger(needed) && needed >= 2 && needed <= custodians.length && custodians.length <= 9;
  return isCounted && groups(custodians.length, needed).length <= 84;
}

// Groups of `needed` out of so many custodians, in the order of envelopes.
export function groups(custodians, needed, from = 0) {
  if (needed === 0) return [[]];
  const found = [];
  for (let first = from; first <= custodians - needed; first += 1) {
    for (const rest of groups(custodians, needed - 1, first + 1)) found.push([first, ...rest]);
  }
  return found;
}

// What a share belongs to.
export const contextOf = (core, group, holder) => bytesOfHex(sm3(canonical({ core, group, holder })));

export const checkOf = (context, share) => sm3(bytesOfText("goufu share\n"), context, share);

function split(secret, members) {
  const last = Uint8Array.from(secret);
  const shares = Array.from({ length: members - 1 }, () => crypto.getRandomValues(new Uint8Array(secret.length)));
  for (const share of shares) share.forEach((byte, i) => { last[i] ^= byte; });
  return [...shares, last];
}

async function encrypted(bytes, recipient) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(bytes);
}

async function outsideOf(sheet, label, madeAt, identity) {
  const core = {
    bid: await identityToRecipient(identity), custodians: sheet.fingerprints, label, made_at: madeAt,
    needed: sheet.needed, sheet: sheet.digest, suite: SUITE, version: 1,
  };
  const wraps = [];
  for (const group of groups(sheet.custodians.length, sheet.needed)) {
    const shares = split(bytesOfText(identity), group.length);
    const wrap = group.map(async (holder, i) => {
      const context = contextOf(core, group, holder);
      const sealed = await encrypted(joined([context, shares[i]]), sheet.custodians[holder].public);
      return { check: checkOf(context, shares[i]), sealed: base64(sealed) };
    });
    wraps.push(await Promise.all(wrap));
  }
  return { core, bytes: joined([MAGIC, framed(canonical({ ...core, wraps }))]) };
}

// The container inside, in pieces; `files` gets name, size and sm3 of each as it is read.
async function* inside(said, sources, files, progress) {
  const total = sources.reduce((size, each) => size + each.size, 0);
  let done = 0;
  yield framed(canonical({ ...said, files: sources.map(({ name, size }) => ({ name, size })), version: 1 }));
  for (const { name, size, stream } of sources) {
    const digest = new Sm3();
    const reader = stream().getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      digest.update(next.value);
      done += next.value.length;
      progress(done, total);
      yield next.value;
    }
    if (digest.length !== size) throw new SealError("changed", { name });
    files.push({ name, size, sm3: digest.digest() });
  }
  yield framed(canonical({ files: files.map((each) => each.sm3), list: sm3(canonical(files)) }));
}

function streamOf(pieces) {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

// Seals File objects. write: takes each piece of the envelope in turn, and may return a promise; progress: (bytes read, bytes in all).
// Gives { digest, size, files, listDigest }; digest is the SM3 of the whole envelope, which the receipt must print.
export async function seal({ files, sheet, label, write, now = new Date(), progress = () => {} }) {
  mustBeSecure();
  const said = labelOf(label);
  const isKnown = sheet.lots.includes(said.lot) && sheet.kinds.includes(said.kind) && said.procurement === sheet.procurement;
  if (!isKnown) throw new SealError("unknown", said);
  const sources = Array.from(files, (file) => ({ name: file.name, size: file.size, stream: () => file.stream() }));
  checkNames(sources.map((each) => each.name));
  const identity = await generateX25519Identity();
  const madeAt = moment(now);
  const { core, bytes } = await outsideOf(sheet, said, madeAt, identity);
  const digest = new Sm3();
  const put = async (piece) => {
    digest.update(piece);
    await write(piece);
  };
  await put(bytes);
  const sealedFiles = [];
  const pieces = inside({ label: said, made_at: madeAt, outside: sm3(bytes) }, sources, sealedFiles, progress);
  const reader = (await encrypted(streamOf(pieces), core.bid)).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) await put(next.value);
  return { size: digest.length, digest: digest.digest(), files: sealedFiles, listDigest: sm3(canonical(sealedFiles)) };
}
