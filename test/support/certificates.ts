import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import forge from "node-forge";

/** A server's certificate with its key, and the CA that signed it, as PEM. */
export interface Certificates {
  ca: string;
  cert: string;
  key: string;
  /** the same as files: clients take the CA, servers the key together with the certificate, or both apart */
  files: { ca: string; cert: string; key: string; both: string };
}

const day = 24 * 3_600_000;

// The keys come from node:crypto: forge itself takes seconds for them.
function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const key = forge.pki.privateKeyFromPem(pem);
  return { pem, key, publicKey: forge.pki.setRsaPublicKey(key.n, key.e) };
}

/** A CA that nobody knows and a certificate of it for 127.0.0.1, made now and thrown away with the folder. */
export function makeCertificates(folder: string): Certificates {
  const [authority, server] = [newKey(), newKey()];
  const issuer = [{ name: "commonName", value: "a town's own CA" }];
  const certificate = (subject: forge.pki.CertificateField[], of: typeof server, extensions: object[]) => {
    const made = forge.pki.createCertificate();
    made.publicKey = of.publicKey;
    made.serialNumber = `00${randomBytes(8).toString("hex")}`;
    made.validity.notBefore = new Date(Date.now() - day);
    made.validity.notAfter = new Date(Date.now() + day);
    made.setSubject(subject);
    made.setIssuer(issuer);
    made.setExtensions(extensions);
    made.sign(authority.key, forge.md.sha256.create());
    return forge.pki.certificateToPem(made);
  };
  const ca = certificate(issuer, authority, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
  ]);
  const cert = certificate([{ name: "commonName", value: "127.0.0.1" }], server, [
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
    { name: "extKeyUsage", serverAuth: true, clientAuth: true },
    { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
  ]);
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    ca,
    cert,
    key: server.pem,
    files: {
      ca: file("ca.pem", ca),
      cert: file("cert.pem", cert),
      key: file("key.pem", server.pem),
      both: file("both.pem", `${server.pem}${cert}`),
    },
  };
}
