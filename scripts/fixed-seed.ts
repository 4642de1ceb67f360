/** Random tests try the same inputs in every run, so that a failure comes back; FAST_CHECK_SEED tries others. */
import fc from 'fast-check';

const given = Number(process.env['FAST_CHECK_SEED']);
fc.configureGlobal({ seed: Number.isInteger(given) && given !== 0 ? given : 20_261_121 });
