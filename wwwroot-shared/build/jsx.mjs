// What the components' markup compiles to: shorter over the wire than the automatic runtime.
export { Fragment, h } from "preact";
