// What the report editor (static/js/studio/) takes of ProseMirror, in one file: see script/bootstrap.
/*! ProseMirror, copyright Marijn Haverbeke and others, MIT licence, https://prosemirror.net */

export { baseKeymap, chainCommands } from "prosemirror-commands";
export { closeHistory, history, redo, redoDepth, undo, undoDepth } from "prosemirror-history";
export { keydownHandler } from "prosemirror-keymap";
export { DOMParser, Fragment, Schema, Slice } from "prosemirror-model";
export { NodeSelection, Plugin, PluginKey, Selection, TextSelection, EditorState } from "prosemirror-state";
export { canJoin, ReplaceStep } from "prosemirror-transform";
export { Decoration, DecorationSet, EditorView } from "prosemirror-view";
