import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../../../engine/index.ts';
import { Keeper } from '../keeper.ts';
import { Opener } from '../opener.ts';
import { createStores } from '../stores.ts';
import { FakeEngine } from '../../testing/fake-engine.ts';
import { draftPage } from '../page.ts';
import { DraftModel, jsonText } from './draft-model.ts';

const scenario: Scenario = {
  irqscope: 1,
  title: 'a board',
  board: { file: 'a.dts' },
  kernel: '6.12',
  pci: [{ bdf: '0000:00:01.0', model: 'nvme' }],
};

let engine = new FakeEngine();
let stores = createStores();
let model: DraftModel;

beforeEach(async () => {
  engine = new FakeEngine();
  stores = createStores();
  stores.run.setState({ scenario, files: new Map([['a.dts', new Uint8Array()]]) });
  const opener = new Opener(engine, stores);
  model = new DraftModel(draftPage(engine, stores, opener, new Keeper(stores, opener, undefined)));
  await model.start();
});

afterEach(() => model.dispose());

describe('a draft', () => {
  it('is clean until it is changed, and again when the change is taken back', () => {
    expect(model.dirty).toBe(false);
    model.set(['title'], 'x');
    expect(model.dirty).toBe(true);
    model.set(['title'], 'a board');
    expect(model.dirty).toBe(false);
  });

  it('undoes what was typed into one field at once, and a structural change by itself', () => {
    model.set(['title'], 'x');
    model.set(['title'], 'xy');
    model.restructure(['pci'], []);
    model.undo();
    expect(model.store.getState().draft).toMatchObject({ title: 'xy', pci: [{ model: 'nvme' }] });
    model.undo();
    expect(model.store.getState().draft).toEqual(scenario);
    model.redo();
    model.redo();
    expect(model.store.getState().draft).toMatchObject({ title: 'xy', pci: [] });
    model.undo();
    model.set(['title'], 'z');
    model.redo();
    expect(model.store.getState().draft).toMatchObject({ title: 'z' });
  });

  it('follows the JSON as long as it is JSON, and keeps the text as it was typed', () => {
    const text = '{"irqscope": 1,   "kernel": "6.1"}';
    model.type(text);
    expect(model.store.getState().draft).toEqual({ irqscope: 1, kernel: '6.1' });
    model.type(`${text},`);
    expect(jsonText(model.store.getState())).toBe(`${text},`);
    expect(model.store.getState().draft).toEqual({ irqscope: 1, kernel: '6.1' });
    expect(model.dirty).toBe(true);
  });

  it('keeps broken JSON when another tab is looked at, and does not run it', async () => {
    model.type('{');
    model.show('pci');
    expect(jsonText(model.store.getState())).toBe('{');
    expect(await model.run()).toBe(false);
    expect(engine.opened).toBe(0);
  });

  it('is refused until it is changed', async () => {
    model.type('{');
    await model.run();
    expect(model.store.getState().refused).toBe(true);
    model.type('{"');
    expect(model.store.getState().refused).toBe(false);
    await model.run();
    model.set(['title'], 'x');
    expect(model.store.getState().refused).toBe(false);
  });

  it('names the board again when its source is as it came', () => {
    const { source } = model.store.getState();
    model.typeSource('/ { };');
    expect(model.store.getState().draft).toMatchObject({ board: { dts: '/ { };' } });
    model.typeSource(source?.text ?? '');
    expect(model.store.getState().draft).toMatchObject({ board: { file: 'a.dts' } });
  });

  it('runs, and is then what is open', async () => {
    model.set(['title'], 'x');
    expect(await model.run()).toBe(true);
    expect(stores.run.getState().scenario?.title).toBe('x');
    expect(stores.tasks.getState().pending).toBe(0);
  });

  it('leaves nothing pending when it is put away', () => {
    model.set(['title'], 'x');
    expect(stores.tasks.getState().pending).toBe(1);
    model.dispose();
    expect(stores.tasks.getState().pending).toBe(0);
  });
});
