import type { ReactNode } from 'react';
import type { FieldForm } from '../../engine/index.ts';
import type { EditorMessages } from '../../engine/api/messages/editor.ts';
import { getAt, isObject, type Json, numberAt, type Path } from '../store/draft/json-value.ts';
import { ChoiceField, FlagField, ListField, NumberField, TextField } from './fields.tsx';
import { filled, surroundings } from './new-command.ts';
import { useBoard, useDraft, useDraftModel, useValue } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';

interface Props {
  readonly path: Path;
  readonly fields: readonly FieldForm[];
}

/** The fields of a command, each fit for its kind. */
export function CommandFields({ path, fields }: Props): ReactNode {
  return fields.map((field) => <CommandField key={field.name} path={[...path, field.name]} field={field} />);
}

function CommandField({ path, field }: { readonly path: Path; readonly field: FieldForm }): ReactNode {
  const { kind, name } = field;
  const label = labelOf(name, useEditorMessages());
  switch (kind.is) {
    case 'bdf':
      return <FunctionField path={path} label={label} />;
    case 'node':
      return <NodeField path={path} label={label} />;
    case 'cpu':
      return <CpuField path={path} label={label} />;
    case 'cpus':
      return <TextField path={path} label={label} placeholder="0-3,5" mono />;
    case 'number':
      return <NumberField path={path} label={label} min={kind.min ?? 0} max={kind.max} />;
    case 'choice':
      return <OneOf path={path} label={label} of={kind.of} />;
    case 'flag':
      return <FlagField path={path} label={label} />;
    case 'list':
      return <ListField path={path} label={label} placeholder="true, 3, -1" read={readValue} />;
    case 'irq':
      return <IrqFields path={path} ways={kind.ways} />;
    case 'text':
      return <TextField path={path} label={label} />;
  }
}

interface Named {
  readonly path: Path;
  readonly label: string;
}

function FunctionField({ path, label }: Named): ReactNode {
  const draft = useDraft((state) => state.draft);
  return <TextField path={path} label={label} choices={surroundings(draft, undefined).functions} mono />;
}

function NodeField({ path, label }: Named): ReactNode {
  const lines = useBoard()?.lines ?? [];
  return <TextField path={path} label={label} choices={lines.map((line) => line.path)} mono wide />;
}

function CpuField({ path, label }: Named): ReactNode {
  const board = useBoard()?.cpus;
  const cpus = useDraft(({ draft }) => numberAt(draft, ['cpus'])) ?? board;
  return <NumberField path={path} label={label} max={cpus === undefined ? undefined : cpus - 1} />;
}

function OneOf({ path, label, of }: Named & { readonly of: readonly string[] }): ReactNode {
  const model = useDraftModel();
  const value = useValue(path);
  return (
    <ChoiceField
      path={path}
      label={label}
      value={typeof value === 'string' ? value : ''}
      options={of.map((one) => ({ value: one, name: one }))}
      onChange={(one) => model.set(path, one)}
    />
  );
}

/** An irq is named in one of several ways. */
function IrqFields({
  path,
  ways,
}: {
  readonly path: Path;
  readonly ways: readonly (readonly FieldForm[])[];
}): ReactNode {
  const model = useDraftModel();
  const value = useValue(path);
  const board = useBoard();
  const { script: say } = useEditorMessages();
  const at = Math.max(
    0,
    ways.findIndex((way) => isObject(value) && way.some(({ name }) => name in value)),
  );
  const change = (wanted: string): void => {
    const { draft } = model.store.getState();
    const way = ways[Number(wanted)] ?? [];
    model.restructure(path, filled(way, surroundings(draft, board), getAt(draft, path)));
  };
  return (
    <>
      <ChoiceField
        path={path}
        label={say.fields.irq}
        value={String(at)}
        options={ways.map((way, index) => ({ value: String(index), name: wayName(way, say.ways) }))}
        onChange={change}
      />
      <CommandFields path={path} fields={ways[at] ?? []} />
    </>
  );
}

/** What has no other name is named as in the JSON. */
function labelOf(name: string, { script }: EditorMessages): string {
  const labels: Readonly<Record<string, string>> = script.fields;
  return labels[name] ?? name;
}

function wayName([first]: readonly FieldForm[], ways: Readonly<Record<string, string>>): string {
  const { name = '' } = first ?? {};
  return ways[name] ?? name;
}

/** VFIO's data: booleans, or file descriptors by number. */
function readValue(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
