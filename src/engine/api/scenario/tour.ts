/** The schema of tours: guided walks through a run, as files that people write. docs/tours.md explains it. */
import * as v from 'valibot';
import { KERNEL_VERSIONS } from '../kernel-versions.ts';
import { LANGUAGES } from '../messages/language.ts';
import { LEFT_VIEWS, PHONE_PANES, RIGHT_VIEWS, TOUR_EVENTS } from './names.ts';
import { bdf, cpuNumber, nodePath, optional, say, wholeNumber } from './parts.ts';

const MOST_STOPS = 100;
const MOST_TEXT = 1000;

const sentence = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MOST_TEXT, `it must have at most ${MOST_TEXT} characters`),
);

/** A text in one language for all readers, or in several. */
export const tourTextSchema = v.union(
  [
    sentence,
    v.pipe(
      v.strictObject({
        en: optional(sentence, 'in English'),
        zh: optional(sentence, 'in Simplified Chinese'),
      }),
      v.check((given) => LANGUAGES.some((language) => given[language] !== undefined), 'a text is needed'),
    ),
  ],
  'a text is "…" or {"en": "…", "zh": "…"}',
);

/** A thing that has the same name in every run of the scenario. */
export const tourThingSchema = v.union(
  [
    v.strictObject({ cpu: v.pipe(cpuNumber, v.maxValue(4095)) }),
    v.strictObject({ node: nodePath }),
    v.strictObject({
      bdf,
      vector: optional(v.pipe(wholeNumber, v.maxValue(2047)), 'number of the MSI-X vector; else the function is meant'),
    }),
  ],
  'a thing is named by {"cpu"}, {"node"}, {"bdf"} or {"bdf", "vector"}',
);

const functionName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][\w.]{0,99}$/, 'the name of a kernel function is needed, like "gic_of_init"'),
);

const words = v.pipe(v.string(), v.minLength(1), v.maxLength(200, 'it must have at most 200 characters'));

/** Where a stop is, in a run of which nobody knows the numbers of steps. */
export const tourPlaceSchema = v.union(
  [
    v.picklist(['start', 'end']),
    v.strictObject({
      call: say(functionName, 'the next call of this function of the kernel: the step at which it begins'),
      done: optional(v.boolean(), 'the step at which it returns instead'),
    }),
    v.strictObject({
      command: say(
        v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
        'the next command of the script that is so: "do", and of what it takes as much as tells it from others; the step before it runs',
      ),
      done: optional(v.boolean(), 'the step at which it has ended instead'),
    }),
    v.strictObject({ event: say(v.picklist(TOUR_EVENTS), 'the next event of this kind') }),
    v.strictObject({ log: say(words, 'the next line of the kernel’s log that has this in it') }),
    v.strictObject({ change: say(tourThingSchema, 'the next step at which this is created, changed or freed') }),
    v.strictObject({ checkpoint: say(words, 'the checkpoint of this name in the script') }),
  ],
  'a stop is at "start", "end", {"call"}, {"command"}, {"event"}, {"log"}, {"change"} or {"checkpoint"}',
);

const askSchema = v.strictObject({
  question: say(tourTextSchema, 'what one is to predict before running on'),
  answers: say(
    v.pipe(v.array(tourTextSchema), v.minLength(2, 'at least two answers are needed'), v.maxLength(6)),
    'to choose from',
  ),
  right: say(wholeNumber, 'which of the answers is right; the first is 0'),
  because: say(tourTextSchema, 'why it is, told at the next stop behind “Yes:” or “It is …:”'),
});

const stopSchema = v.strictObject({
  title: say(tourTextSchema, 'what happens here, in a few words'),
  text: say(tourTextSchema, 'one or two sentences: what to see, and where to look'),
  at: say(tourPlaceSchema, 'where in the run; “next” is after the stop before. A stop that is not found is left out'),
  ask: optional(askSchema, 'a question about what comes next'),
  explainsStepping: optional(v.boolean(), 'the page adds how to step, by keys or by touch'),
  show: optional(
    v.strictObject({
      pane: optional(v.picklist(PHONE_PANES), 'which pane a phone shows, which has room for one'),
      left: optional(v.picklist(LEFT_VIEWS), 'what the pane at the left shows; as before unless said'),
      right: optional(v.picklist(RIGHT_VIEWS), 'what the pane at the right shows; as before unless said'),
    }),
    'which views are open',
  ),
  select: optional(tourThingSchema, 'what is selected; nothing unless said'),
});

/** The whole of it. */
export const tourSchema = v.strictObject({
  $schema: optional(v.string(), 'where docs/tour.schema.json is, for editors; irqscope does not read it'),
  irqscopeTour: say(v.literal(1), 'number of the schema'),
  title: say(tourTextSchema, 'what the tour is called'),
  bundled: optional(
    v.pipe(v.string(), v.regex(/^[\w.-]{1,60}$/, 'the name of a bundled scenario is needed, like "vfio-nvme"')),
    'the bundled scenario that it walks through; with neither this nor “scenario”, what is open',
  ),
  kernel: optional(
    v.picklist(KERNEL_VERSIONS.map(({ version }) => version)),
    'the kernel to run the bundled scenario on; the one that is open unless said',
  ),
  scenario: optional(
    v.record(v.string(), v.unknown()),
    'the scenario that it walks through, as docs/scenario.md has it; its files are dropped together with the tour',
  ),
  stops: say(
    v.pipe(v.array(stopSchema), v.minLength(1, 'at least one stop is needed'), v.maxLength(MOST_STOPS)),
    'in the order in which the run comes to them',
  ),
});
