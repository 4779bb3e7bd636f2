import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Crossing } from './alert.ts';
import { sampleCrossings } from './samples.ts';
import { compileTemplates, TemplateError } from './templates.ts';

const names = ['almost-spent', 'overspent', 'recovered'].flatMap((kind) => [
  `${kind}.title.liquid`,
  `${kind}.body.liquid`,
]);
const plain: Record<string, string> = {
  ...Object.fromEntries(names.map((name) => [`en/${name}`, '{{ budget }} {{ spent }}'])),
  'en/email.text.liquid': '{{ name }}: {{ title }}',
  'en/email.html.liquid': '<p title="{{ title }}">{{ name }}</p>',
};

const [week, month] = sampleCrossings as [Crossing, Crossing];

function refusal(file: string, text: string): string {
  try {
    compileTemplates({ ...plain, [file]: text });
  } catch (error) {
    assert.ok(error instanceof TemplateError);
    return error.message;
  }
  assert.fail('it was accepted');
}

const traps: readonly [string, string, RegExp][] = [
  ['reads a file by render', '{% render "/etc/passwd" %}', /tag "render" not found/],
  ['reads a file by include', '{% include "../../etc/passwd" %}', /tag "include" not found/],
  ['reads a file by layout', '{% layout "/etc/passwd" %}', /tag "layout" not found/],
  ['skips the escaping', '{{ title | raw }}', /undefined filter: raw/],
  ['hides tags in a liquid block', '{% liquid\nrender "/etc/passwd"\n%}', /"liquid" not found/],
  ['never ends', '{% for a in (1..1000000000) %}x{% endfor %}', /memory alloc limit exceeded/],
  [
    'never ends in small steps',
    `${'{% for a in (1..90) %}'.repeat(9)}x${'{% endfor %}'.repeat(9)}`,
    /limit exceeded/,
  ],
  ['is too long', 'x'.repeat(20_001), /parse length limit exceeded/],
  ['asks for what is not there', '{{ tilte }}', /no variable "tilte"/],
  ['asks for it in a branch', '{% unless title %}{{ tilte }}{% endunless %}', /"tilte"/],
  ['climbs to a prototype', '{{ title.constructor.name }}', /undefined variable/],
  ['is left open', '{% if title %}', /tag {% if title %} not closed/],
];

for (const [what, text, why] of traps) {
  test(`a template that ${what} is refused by its name`, () => {
    const message = refusal('en/email.html.liquid', text);
    assert.match(message, /^en\/email\.html\.liquid: /);
    assert.match(message, why);
  });
}

test('a locale has to be whole, and files have to be known', () => {
  assert.match(refusal('de/email.text.liquid', 'x'), /^de\/\S+: the file is missing/);
  assert.match(refusal('en/surprise.liquid', 'x'), /^en\/surprise\.liquid: no template/);
  assert.match(refusal('en/overspent.body.liquid', ' \n'), /^en\/overspent\.body\.liquid: .*empty/);
  assert.throws(() => compileTemplates({}), /^TemplateError: en\//);
});

test('values are escaped in HTML and plain in text', () => {
  const templates = compileTemplates(plain);
  const alert = { title: '<b>"A" & B</b>', body: '', locale: 'en', raisedAt: new Date(0) };
  const { text, html } = templates.email(alert, { name: '<i>', timeZone: 'UTC' });
  assert.equal(text, '<i>: <b>"A" & B</b>');
  assert.equal(html, '<p title="&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;">&lt;i&gt;</p>');
});

test('a name with line breaks makes no second line', () => {
  const templates = compileTemplates(plain);
  const crossing = { ...month, budgetName: 'Food\r\nBcc: all@people.test\u0000' };
  const { title } = templates.alert('OVERSPENT', crossing, 'en');
  assert.equal(title, 'Food Bcc: all@people.test €100.00');
});

test('amounts and dates follow the language of the text', () => {
  const texts = Object.fromEntries(
    Object.entries(plain).map(([path, text]) => [path.replace('en/', 'de/'), text]),
  );
  const body = '{{ spent }} | {{ share }} | {{ threshold }} | {{ period }} | {{ periodEnd }}';
  const templates = compileTemplates({
    ...plain,
    ...texts,
    'en/recovered.body.liquid': body,
    'de/recovered.body.liquid': body,
  });
  const written = (locale: string, crossing: Crossing) => {
    const alert = templates.alert('RECOVERED', crossing, locale);
    // ICU's kinds of spaces and dashes change with its releases.
    const shown = alert.body.replace(/\s/gu, ' ').replace(/[–—]/gu, '-').replace(/ - /g, '-');
    return [alert.locale, shown];
  };
  assert.deepEqual(written('de', week), [
    'de',
    '80,00 € | 80 % | 80 % | 23. Februar-1. März 2026 | 1. März',
  ]);
  assert.deepEqual(written('de-AT', month), [
    'de-AT',
    '€ 100,00 | 100 % | 80 % | März 2026 | 31. März',
  ]);
  // There is no French here: English it is, amounts and all.
  assert.deepEqual(written('fr-CA', month), ['en', '€100.00 | 100% | 80% | March 2026 | March 31']);
  assert.deepEqual(written('nonsense locale', month)[0], 'en');
  const yen = { ...month, currency: 'JPY', spent: 1234n, limit: 10_000n };
  assert.match(written('en', yen)[1] ?? '', /^¥1,234 \| 12% \| 80% /);
});
