import { sign } from "node:crypto";
import type { SigningKey } from "../../messaging/index.ts";

/**
 * Gives a JWS in compact form (RFC 7515, EdDSA): short enough for a QR code, checked offline with the public key alone
 * (`npm run -s verify`). By hand because handling a message is synchronous and `jose` is not; it checks them.
 */
export function signedText({ kid, key }: SigningKey, payload: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "EdDSA", kid })}.${part(payload)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString("base64url")}`;
}
