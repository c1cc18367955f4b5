// Preact without what this application never asks of it: class components and error boundaries, taking over markup that a server rendered,
// portals, markup from strings, MathML, the hooks of its development tools. It is Preact's own source, of the pinned version, with these cuts;
// each has to be found exactly once, or the build fails. `vitest.config.mjs` makes the tests run on the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./layout.mjs";

const home = join(root, "node_modules/preact");
const modules = { preact: join(home, "src/index.js"), "preact/hooks": join(home, "hooks/src/index.js") };

const END = Symbol();
/** From the first text up to the second, which stays; or the first alone, replaced by the second. */
const cut = (from, upTo) => ({ from, upTo });
const put = (from, by = "") => ({ from, by });

const edits = {
  "src/index.js": [put("render, hydrate", "render")],
  "src/render.js": [
    put("if (options._root) options._root(vnode, parentDom);"),
    cut("if (parentDom.nodeType == 9)", "let oldVNode"),
    put("isHydrating ? NULL : parentDom._children", "parentDom._children"),
    cut("oldVNode ? NULL : parentDom.firstChild ?", "commitQueue,"),
    put("oldVNode ? oldVNode._dom : parentDom.firstChild", "oldVNode ? oldVNode._dom : NULL"),
    cut("export function hydrate(", END),
  ],
  "src/component.js": [
    // Hooks alone set a state, and it is empty.
    cut("if (typeof update == 'function')", "if (this._vnode)"),
    put("if (callback) { this._stateCallbacks.push(callback); }"),
    cut("BaseComponent.prototype.forceUpdate", "BaseComponent.prototype.render"),
    put("oldVNode._flags & MODE_HYDRATE ? [oldDom] : NULL, "),
    put("oldVNode._flags & MODE_HYDRATE, "),
    put("if (options.vnode) options.vnode(newVNode);"),
    put("typeof vnode.type == 'function' && !vnode.props._parentDom", "typeof vnode.type == 'function'"),
    put("vnode._component && !vnode.props._parentDom", "vnode._component"),
    put("|| prevDebounce != options.debounceRendering"),
    put("prevDebounce = options.debounceRendering; (prevDebounce || queueMicrotask)", "queueMicrotask"),
    put("(prevDebounce || queueMicrotask)", "queueMicrotask"),
  ],
  "src/create-element.js": [put("if (!original && options.vnode) options.vnode(vnode);")],
  "src/create-context.js": [put("Context.Consumer.contextType = Context", "Context")],
  // No boundary catches anything: an error goes on to the page's own handler.
  "src/diff/catch-error.js": [cut("let component,", "resetRenderCount();")],
  "src/diff/children.js": [
    put("if (parentVNode.props._parentDom) return oldDom;"),
    put("&& !oldDom.data.startsWith('$s')"),
    put("|| oldVNode._flags & REF_DETACHED"),
  ],
  "src/diff/props.js": [
    cut("if (name == 'style')", "if (name[0] == 'o'"),
    put("name = name.replace(/xlink(H|:h)/, 'h').replace(/sName$/, 's');"),
    put("useCapture = name != (name = name.replace(CAPTURE_REGEX, '$1'));"),
    put("dom.addEventListener(name, proxy, useCapture)", "dom.addEventListener(name, proxy)"),
    put("dom.removeEventListener(name, proxy, useCapture)", "dom.removeEventListener(name, proxy)"),
    put("options.event ? options.event(e) : e", "e"),
  ],
  "src/diff/index.js": [
    cut("if ( oldVNode._flags & MODE_SUSPENDED", "if ((tmp = options._diff))"),
    put("const isClassComponent = (tmp = newType.prototype) && tmp.render;"),
    cut("tmp = newType.contextType;", "if ((c = oldVNode._component))"),
    cut("if (c._bits & COMPONENT_PENDING_ERROR)", "} else { if (isClassComponent)"),
    put("new BaseComponent( newProps, componentContext )", "new BaseComponent(newProps, globalContext)"),
    put("new newType(newProps, componentContext)", "NULL"),
    put("if (provider) provider.sub(c);"),
    put("c.componentWillReceiveProps(newProps, componentContext);"),
    put("c.shouldComponentUpdate( newProps, c._nextState, componentContext )", "c.shouldComponentUpdate(newProps, c._nextState, globalContext)"),
    cut("if (c.componentWillUpdate)", "if (isClassComponent && c.componentDidUpdate)"),
    put("c.context = componentContext", "c.context = globalContext"),
    put("c._stateCallbacks = []; } if (isClassComponent)", "} if (isClassComponent)"),
    cut("EMPTY_ARR.push.apply(c._renderCallbacks, c._stateCallbacks); c._stateCallbacks = []; if (c._renderCallbacks.length)", "if (c._renderCallbacks.length) { commitQueue.push(c); } oldDom = getDomSibling"),
    cut("if (newProps._parentDom) { tmp = oldDom;", "oldDom = diffChildren("),
    cut("if (newProps._parentDom) { newVNode._dom = NULL;", "if (c._renderCallbacks.length) { commitQueue.push(c); } if (c._bits & COMPONENT_PROCESSING_EXCEPTION)"),
    cut("if (c._bits & COMPONENT_PROCESSING_EXCEPTION)", "} catch (e)"),
    cut("if (isHydrating || excessDomChildren) { if (e && e.then)", "newVNode._dom = oldVNode._dom; } if (!newVNode._children)"),
    put("newVNode._dom = oldVNode._dom; } if (!newVNode._children)", "newVNode._dom = oldVNode._dom; if (!newVNode._children)"),
    put("if (!(e && e.then)) markAsForce(newVNode);"),
    cut("else if (nodeType == 'math')", "else if (!namespace)"),
    cut("if (excessDomChildren) { for (i = 0;", "if (!dom) {"),
    cut("if (isHydrating) { if (options._hydrationMismatch)", "} if (!nodeType) { if (oldProps"),
    put("oldProps !== newProps && (!isHydrating || dom.data != newProps)", "oldProps !== newProps"),
    put("(nodeType == 'template' && dom.content) || dom", "dom"),
    cut("excessDomChildren = nodeType == 'textarea'", "for (i in oldProps)"),
    put("if (i == 'dangerouslySetInnerHTML') { oldHtml = value; } else if (", "if ("),
    put("&& !(i == 'value' && 'defaultValue' in newProps) && !(i == 'checked' && 'defaultChecked' in newProps)"),
    put("} else if (i == 'dangerouslySetInnerHTML') { newHtml = value; }", "}"),
    put("(!isHydrating || typeof value == 'function') &&"),
    cut("if (newHtml) { if (", "diffChildren( parentDom, isArray(newChildren)"),
    put("excessDomChildren ? excessDomChildren[0] : oldVNode._children", "oldVNode._children"),
    put("if (excessDomChildren) excessDomChildren.some(removeNode); } if (!isHydrating || nodeType == 'textarea') {", "{"),
    put("if (nodeType == 'progress' && inputValue == NULL) { dom.removeAttribute(i); } else if", "if"),
    put("(inputValue !== dom[i] || (nodeType == 'progress' && !inputValue))", "inputValue !== dom[i]"),
    cut("if (typeof ref == 'function') {", "ref.current = value;"),
    cut("if ( !skipRemove && (r = vnode._component)", "if (!skipRemove) removeNode(vnode._dom)"),
    put("typeof vnode.type == 'function' ? skipRemove && !vnode.props._parentDom : true", "typeof vnode.type == 'function' ? skipRemove : true"),
  ],
  "hooks/src/index.js": [
    cut("let oldBeforeDiff", "const RAF_TIMEOUT"),
    put("if (oldBeforeDiff) oldBeforeDiff(vnode);"),
    cut("options._root = (vnode, parentDom)", "options._render = "),
    put("if (oldBeforeRender) oldBeforeRender(vnode);"),
    put("if (oldAfterDiff) oldAfterDiff(vnode);"),
    put("if (oldCommit) oldCommit(vnode, commitQueue);"),
    put("if (oldBeforeUnmount) oldBeforeUnmount(vnode);"),
    cut("if (options._hook) {", "currentHook = 0; const hooks"),
    put("if (!options._skipEffects && argsChanged(state._args, args)) { state._passive = true", "if (argsChanged(state._args, args)) { state._passive = true"),
    put("if (!options._skipEffects && argsChanged(state._args, args)) { state._passive = false", "if (argsChanged(state._args, args)) { state._passive = false"),
    cut("if (errorParent === undefined) {", "afterPaint(unmountCleanups"),
    put("component = (component._passive); options._catchError(e, { _parent: component && component._vnode });", "options._catchError(e);"),
    cut("if (prevScu) {", "return !updatedHook || shouldUpdate"),
    put("const prevScu = currentComponent.shouldComponentUpdate;"),
    put("|| prevRaf != options.requestAnimationFrame"),
    put("prevRaf = options.requestAnimationFrame; (prevRaf || afterNextFrame)", "afterNextFrame"),
  ],
};

/** What a component never is, and parameters that carry nothing any more. */
const never = /\bisClassComponent\b/g;
const gone = /\b(?:isHydrating|excessDomChildren), /g;

/** The text of one of Preact's files without comments, on one line, and without what is not needed. */
export function leanText(path) {
  const name = path.slice(home.length + 1);
  let text = readFileSync(path, "utf8").replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/(?:[ \t].*)?$/gm, "").replace(/\s+/g, " ");
  for (const { from, upTo, by } of edits[name] ?? []) {
    const start = text.indexOf(from);
    if (start < 0 || text.indexOf(from, start + 1) >= 0) throw new Error(`${name} of Preact does not have "${from}" once`);
    const end = upTo === undefined ? start + from.length : upTo === END ? text.length : text.indexOf(upTo, start);
    if (end < 0) throw new Error(`${name} of Preact has no "${upTo}" after "${from}"`);
    text = text.slice(0, start) + (by ?? "") + text.slice(end);
  }
  return text.replace(never, "false").replace(gone, "");
}

/** Where a module of Preact's is; null for what is none. */
export const leanModule = (name) => modules[name] ?? null;

/** For esbuild. */
export const leanPreact = {
  name: "lean-preact",
  setup(build) {
    build.onResolve({ filter: /^preact(?:\/hooks)?$/ }, ({ path }) => ({ path: leanModule(path) }));
    build.onLoad({ filter: /[\\/]node_modules[\\/]preact[\\/].*\.js$/ }, ({ path }) => ({ contents: leanText(path), loader: "js" }));
  },
};
