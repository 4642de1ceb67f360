/** Laying one tree over another, in the order in which libfdt leaves the result. */
import type { DtNode, DtProperty } from './tree.ts';

/** A node that may be changed. */
export interface EditableNode extends DtNode {
  readonly parent: EditableNode | undefined;
  readonly children: EditableNode[];
  readonly properties: DtProperty[];
  readonly labels: string[];
}

/** A copy of a node and all below it, to be changed. Values are shared: they are replaced, never written to. */
export function editableCopy(node: DtNode, parent: EditableNode | undefined, path: string): EditableNode {
  const copy: EditableNode = {
    ...node,
    path,
    parent,
    children: [],
    properties: [...node.properties],
    labels: [...node.labels],
  };
  for (const child of node.children) copy.children.push(editableCopy(child, copy, pathBelow(path, child.name)));
  return copy;
}

function pathBelow(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}

/** Sets a property; libfdt puts a new one before the others. */
export function setProperty(node: EditableNode, property: DtProperty): void {
  const index = node.properties.findIndex((known) => known.name === property.name);
  if (index < 0) node.properties.unshift(property);
  else node.properties[index] = property;
}

/** The child with that name; libfdt puts a new one before the others. */
export function childNamed(node: EditableNode, name: string, like: DtNode): EditableNode {
  const known = node.children.find((child) => child.name === name);
  if (known !== undefined) return known;
  const path = pathBelow(node.path, name);
  const made: EditableNode = { name, path, parent: node, children: [], properties: [], labels: [], where: like.where };
  node.children.unshift(made);
  return made;
}

/** Puts what `addition` holds into `target`. A phandle that the target has stays. */
export function layOver(target: EditableNode, addition: DtNode): void {
  for (const property of addition.properties) {
    const keeps = isPhandle(property.name) && target.properties.some((known) => known.name === property.name);
    if (!keeps) setProperty(target, property);
  }
  for (const label of addition.labels) if (!target.labels.includes(label)) target.labels.push(label);
  for (const child of addition.children) layOver(childNamed(target, child.name, child), child);
}

export function isPhandle(name: string): boolean {
  return name === 'phandle' || name === 'linux,phandle';
}
