import type { WireEvent } from '@outlay/events/envelope.ts';

/** No contract nests as deep. What does could be parsed and never written again, as a dead letter for one. */
const deepest = 32;

/** Reads an event as a log keeps it. What is none at all reaches consumers as one that breaks every contract. */
export function eventOf(topic: string, text: string): WireEvent {
  try {
    const value: unknown = JSON.parse(text);
    if (looksLikeEvent(value)) return value;
  } catch {
    // Falls through to what anything else becomes.
  }
  const data = { unreadable: text };
  return { id: 'unreadable', topic, type: '', key: '', sequence: '', occurredAt: '', data };
}

/** Whether a value has what is told of an event before its contract has parsed it. */
function looksLikeEvent(value: unknown): value is WireEvent {
  if (typeof value !== 'object' || value === null || nestsBeyond(deepest, value)) return false;
  const { id, type, key, sequence } = value as Record<string, unknown>;
  return [id, type, key, sequence].every((member) => typeof member === 'string');
}

function nestsBeyond(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsBeyond(levels - 1, member));
}
