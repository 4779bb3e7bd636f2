import { isCertificateCode } from '@outlay/service-kit/certificate-code.ts';
import { LogAccessError } from './errors.ts';

type Told = {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
};

/**
 * What stands in the way of somebody whom the brokers don't let in, or forbid something, or who doesn't believe
 * the brokers; undefined when an error tells of something else. Looks through what kafkajs wraps around it.
 */
export function accessErrorOf(error: unknown, depth = 0): LogAccessError | undefined {
  if (typeof error !== 'object' || error === null || depth > 8) return undefined;
  const { name, code, type, cause, errors } = error as Told;
  if (isCertificateCode(code)) {
    return new LogAccessError(
      `Kafka's certificate does not hold (${String(code)}): name who issued it by NODE_EXTRA_CA_CERTS, and the brokers as it does`,
      { cause: error },
    );
  }
  if (name === 'KafkaJSSASLAuthenticationError') {
    return new LogAccessError('Kafka knows no user with the user name and password of the URL', {
      cause: error,
    });
  }
  if (type === 'UNSUPPORTED_SASL_MECHANISM') {
    return new LogAccessError("Kafka does not take the Kafka URL's sasl mechanism", {
      cause: error,
    });
  }
  if (String(type).endsWith('_AUTHORIZATION_FAILED')) {
    return new LogAccessError(
      `Kafka forbids what is needed (${String(type)}): allow the URL's user Create, Describe, DescribeConfigs, Read and Write on its topics, and Read on its groups`,
      { cause: error },
    );
  }
  // Making topics fails with a list of what is wrong with each.
  for (const one of Array.isArray(errors) ? errors : [cause]) {
    const found = accessErrorOf(one, depth + 1);
    if (found) return found;
  }
  return undefined;
}
