/**
 * Whether an error's code is one of OpenSSL's and Node's own words for a certificate that does not hold, for
 * example `CERT_HAS_EXPIRED`.
 */
export function isCertificateCode(code: unknown): boolean {
  return (
    typeof code === 'string' &&
    /CERT|SELF_SIGNED|^UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|^HOSTNAME_MISMATCH$/.test(code)
  );
}
