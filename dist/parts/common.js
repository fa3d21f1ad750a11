import {
  require_satisfies,
  require_valid
} from "./shared-semver-2.js";
import {
  VERSION,
  accessSync,
  all,
  attempt,
  attemptAsync,
  chmodSync,
  closeSync,
  constants,
  credentialsIn,
  err,
  errnoOf,
  fchmodSync,
  fstatSync,
  fsyncSync,
  isSensitive,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  makeRedactor,
  mkdirSync,
  mkdtempSync,
  ok,
  openSync,
  opendirSync,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  redactText,
  refused,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  statfsSync,
  symlinkSync,
  takeSecrets,
  unlinkSync,
  unreachable,
  writeFileSync,
  writeSync
} from "./shared-core-redact.js";
import {
  __commonJS,
  __toESM
} from "./shared.js";

// node_modules/commander/lib/error.js
var require_error = __commonJS({
  "node_modules/commander/lib/error.js"(exports) {
    var CommanderError2 = class extends Error {
      /**
       * Constructs the CommanderError class
       * @param {number} exitCode suggested exit code which could be used with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       */
      constructor(exitCode, code2, message) {
        super(message);
        Error.captureStackTrace(this, this.constructor);
        this.name = this.constructor.name;
        this.code = code2;
        this.exitCode = exitCode;
        this.nestedError = void 0;
      }
    };
    var InvalidArgumentError2 = class extends CommanderError2 {
      /**
       * Constructs the InvalidArgumentError class
       * @param {string} [message] explanation of why argument is invalid
       */
      constructor(message) {
        super(1, "commander.invalidArgument", message);
        Error.captureStackTrace(this, this.constructor);
        this.name = this.constructor.name;
      }
    };
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
  }
});

// node_modules/commander/lib/argument.js
var require_argument = __commonJS({
  "node_modules/commander/lib/argument.js"(exports) {
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var Argument2 = class {
      /**
       * Initialize a new command argument with the given name and description.
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @param {string} name
       * @param {string} [description]
       */
      constructor(name, description) {
        this.description = description || "";
        this.variadic = false;
        this.parseArg = void 0;
        this.defaultValue = void 0;
        this.defaultValueDescription = void 0;
        this.argChoices = void 0;
        switch (name[0]) {
          case "<":
            this.required = true;
            this._name = name.slice(1, -1);
            break;
          case "[":
            this.required = false;
            this._name = name.slice(1, -1);
            break;
          default:
            this.required = true;
            this._name = name;
            break;
        }
        if (this._name.endsWith("...")) {
          this.variadic = true;
          this._name = this._name.slice(0, -3);
        }
      }
      /**
       * Return argument name.
       *
       * @return {string}
       */
      name() {
        return this._name;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        if (previous === this.defaultValue || !Array.isArray(previous)) {
          return [value];
        }
        previous.push(value);
        return previous;
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Argument}
       */
      default(value, description) {
        this.defaultValue = value;
        this.defaultValueDescription = description;
        return this;
      }
      /**
       * Set the custom handler for processing CLI command arguments into argument values.
       *
       * @param {Function} [fn]
       * @return {Argument}
       */
      argParser(fn) {
        this.parseArg = fn;
        return this;
      }
      /**
       * Only allow argument value to be one of choices.
       *
       * @param {string[]} values
       * @return {Argument}
       */
      choices(values) {
        this.argChoices = values.slice();
        this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg)) {
            throw new InvalidArgumentError2(
              `Allowed choices are ${this.argChoices.join(", ")}.`
            );
          }
          if (this.variadic) {
            return this._collectValue(arg, previous);
          }
          return arg;
        };
        return this;
      }
      /**
       * Make argument required.
       *
       * @returns {Argument}
       */
      argRequired() {
        this.required = true;
        return this;
      }
      /**
       * Make argument optional.
       *
       * @returns {Argument}
       */
      argOptional() {
        this.required = false;
        return this;
      }
    };
    function humanReadableArgName(arg) {
      const nameOutput = arg.name() + (arg.variadic === true ? "..." : "");
      return arg.required ? "<" + nameOutput + ">" : "[" + nameOutput + "]";
    }
    exports.Argument = Argument2;
    exports.humanReadableArgName = humanReadableArgName;
  }
});

// node-required:commander/events
var require_events = __commonJS({
  "node-required:commander/events"(exports, module) {
    module.exports = process.getBuiltinModule?.("node:events") ?? {};
  }
});

// node-required:commander/child_process
var require_child_process = __commonJS({
  "node-required:commander/child_process"(exports, module) {
    module.exports = process.getBuiltinModule?.("node:child_process") ?? {};
  }
});

// node-required:commander/path
var require_path = __commonJS({
  "node-required:commander/path"(exports, module) {
    module.exports = process.getBuiltinModule?.("node:path") ?? {};
  }
});

// node-required:commander/fs
var require_fs = __commonJS({
  "node-required:commander/fs"(exports, module) {
    module.exports = process.getBuiltinModule?.("node:fs") ?? {};
  }
});

// node-required:commander/process
var require_process = __commonJS({
  "node-required:commander/process"(exports, module) {
    module.exports = process.getBuiltinModule?.("node:process") ?? {};
  }
});

// node_modules/commander/lib/help.js
var require_help = __commonJS({
  "node_modules/commander/lib/help.js"(exports) {
    var { humanReadableArgName } = require_argument();
    var Help2 = class {
      constructor() {
        this.helpWidth = void 0;
        this.minWidthToWrap = 40;
        this.sortSubcommands = false;
        this.sortOptions = false;
        this.showGlobalOptions = false;
      }
      /**
       * prepareContext is called by Commander after applying overrides from `Command.configureHelp()`
       * and just before calling `formatHelp()`.
       *
       * Commander just uses the helpWidth and the rest is provided for optional use by more complex subclasses.
       *
       * @param {{ error?: boolean, helpWidth?: number, outputHasColors?: boolean }} contextOptions
       */
      prepareContext(contextOptions) {
        this.helpWidth = this.helpWidth ?? contextOptions.helpWidth ?? 80;
      }
      /**
       * Get an array of the visible subcommands. Includes a placeholder for the implicit help command, if there is one.
       *
       * @param {Command} cmd
       * @returns {Command[]}
       */
      visibleCommands(cmd) {
        const visibleCommands = cmd.commands.filter((cmd2) => !cmd2._hidden);
        const helpCommand = cmd._getHelpCommand();
        if (helpCommand && !helpCommand._hidden) {
          visibleCommands.push(helpCommand);
        }
        if (this.sortSubcommands) {
          visibleCommands.sort((a, b) => {
            return a.name().localeCompare(b.name());
          });
        }
        return visibleCommands;
      }
      /**
       * Compare options for sort.
       *
       * @param {Option} a
       * @param {Option} b
       * @returns {number}
       */
      compareOptions(a, b) {
        const getSortKey = (option) => {
          return option.short ? option.short.replace(/^-/, "") : option.long.replace(/^--/, "");
        };
        return getSortKey(a).localeCompare(getSortKey(b));
      }
      /**
       * Get an array of the visible options. Includes a placeholder for the implicit help option, if there is one.
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleOptions(cmd) {
        const visibleOptions = cmd.options.filter((option) => !option.hidden);
        const helpOption = cmd._getHelpOption();
        if (helpOption && !helpOption.hidden) {
          const removeShort = helpOption.short && cmd._findOption(helpOption.short);
          const removeLong = helpOption.long && cmd._findOption(helpOption.long);
          if (!removeShort && !removeLong) {
            visibleOptions.push(helpOption);
          } else if (helpOption.long && !removeLong) {
            visibleOptions.push(
              cmd.createOption(helpOption.long, helpOption.description)
            );
          } else if (helpOption.short && !removeShort) {
            visibleOptions.push(
              cmd.createOption(helpOption.short, helpOption.description)
            );
          }
        }
        if (this.sortOptions) {
          visibleOptions.sort(this.compareOptions);
        }
        return visibleOptions;
      }
      /**
       * Get an array of the visible global options. (Not including help.)
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleGlobalOptions(cmd) {
        if (!this.showGlobalOptions) return [];
        const globalOptions = [];
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
          const visibleOptions = ancestorCmd.options.filter(
            (option) => !option.hidden
          );
          globalOptions.push(...visibleOptions);
        }
        if (this.sortOptions) {
          globalOptions.sort(this.compareOptions);
        }
        return globalOptions;
      }
      /**
       * Get an array of the arguments if any have a description.
       *
       * @param {Command} cmd
       * @returns {Argument[]}
       */
      visibleArguments(cmd) {
        if (cmd._argsDescription) {
          cmd.registeredArguments.forEach((argument) => {
            argument.description = argument.description || cmd._argsDescription[argument.name()] || "";
          });
        }
        if (cmd.registeredArguments.find((argument) => argument.description)) {
          return cmd.registeredArguments;
        }
        return [];
      }
      /**
       * Get the command term to show in the list of subcommands.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandTerm(cmd) {
        const args = cmd.registeredArguments.map((arg) => humanReadableArgName(arg)).join(" ");
        return cmd._name + (cmd._aliases[0] ? "|" + cmd._aliases[0] : "") + (cmd.options.length ? " [options]" : "") + // simplistic check for non-help option
        (args ? " " + args : "");
      }
      /**
       * Get the option term to show in the list of options.
       *
       * @param {Option} option
       * @returns {string}
       */
      optionTerm(option) {
        return option.flags;
      }
      /**
       * Get the argument term to show in the list of arguments.
       *
       * @param {Argument} argument
       * @returns {string}
       */
      argumentTerm(argument) {
        return argument.name();
      }
      /**
       * Get the longest command term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestSubcommandTermLength(cmd, helper) {
        return helper.visibleCommands(cmd).reduce((max, command) => {
          return Math.max(
            max,
            this.displayWidth(
              helper.styleSubcommandTerm(helper.subcommandTerm(command))
            )
          );
        }, 0);
      }
      /**
       * Get the longest option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestOptionTermLength(cmd, helper) {
        return helper.visibleOptions(cmd).reduce((max, option) => {
          return Math.max(
            max,
            this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option)))
          );
        }, 0);
      }
      /**
       * Get the longest global option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestGlobalOptionTermLength(cmd, helper) {
        return helper.visibleGlobalOptions(cmd).reduce((max, option) => {
          return Math.max(
            max,
            this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option)))
          );
        }, 0);
      }
      /**
       * Get the longest argument term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestArgumentTermLength(cmd, helper) {
        return helper.visibleArguments(cmd).reduce((max, argument) => {
          return Math.max(
            max,
            this.displayWidth(
              helper.styleArgumentTerm(helper.argumentTerm(argument))
            )
          );
        }, 0);
      }
      /**
       * Get the command usage to be displayed at the top of the built-in help.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandUsage(cmd) {
        let cmdName = cmd._name;
        if (cmd._aliases[0]) {
          cmdName = cmdName + "|" + cmd._aliases[0];
        }
        let ancestorCmdNames = "";
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
          ancestorCmdNames = ancestorCmd.name() + " " + ancestorCmdNames;
        }
        return ancestorCmdNames + cmdName + " " + cmd.usage();
      }
      /**
       * Get the description for the command.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandDescription(cmd) {
        return cmd.description();
      }
      /**
       * Get the subcommand summary to show in the list of subcommands.
       * (Fallback to description for backwards compatibility.)
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandDescription(cmd) {
        return cmd.summary() || cmd.description();
      }
      /**
       * Get the option description to show in the list of options.
       *
       * @param {Option} option
       * @return {string}
       */
      optionDescription(option) {
        const extraInfo = [];
        if (option.argChoices) {
          extraInfo.push(
            // use stringify to match the display of the default value
            `choices: ${option.argChoices.map((choice) => JSON.stringify(choice)).join(", ")}`
          );
        }
        if (option.defaultValue !== void 0) {
          const showDefault = option.required || option.optional || option.isBoolean() && typeof option.defaultValue === "boolean";
          if (showDefault) {
            extraInfo.push(
              `default: ${option.defaultValueDescription || JSON.stringify(option.defaultValue)}`
            );
          }
        }
        if (option.presetArg !== void 0 && option.optional) {
          extraInfo.push(`preset: ${JSON.stringify(option.presetArg)}`);
        }
        if (option.envVar !== void 0) {
          extraInfo.push(`env: ${option.envVar}`);
        }
        if (extraInfo.length > 0) {
          const extraDescription = `(${extraInfo.join(", ")})`;
          if (option.description) {
            return `${option.description} ${extraDescription}`;
          }
          return extraDescription;
        }
        return option.description;
      }
      /**
       * Get the argument description to show in the list of arguments.
       *
       * @param {Argument} argument
       * @return {string}
       */
      argumentDescription(argument) {
        const extraInfo = [];
        if (argument.argChoices) {
          extraInfo.push(
            // use stringify to match the display of the default value
            `choices: ${argument.argChoices.map((choice) => JSON.stringify(choice)).join(", ")}`
          );
        }
        if (argument.defaultValue !== void 0) {
          extraInfo.push(
            `default: ${argument.defaultValueDescription || JSON.stringify(argument.defaultValue)}`
          );
        }
        if (extraInfo.length > 0) {
          const extraDescription = `(${extraInfo.join(", ")})`;
          if (argument.description) {
            return `${argument.description} ${extraDescription}`;
          }
          return extraDescription;
        }
        return argument.description;
      }
      /**
       * Format a list of items, given a heading and an array of formatted items.
       *
       * @param {string} heading
       * @param {string[]} items
       * @param {Help} helper
       * @returns string[]
       */
      formatItemList(heading, items, helper) {
        if (items.length === 0) return [];
        return [helper.styleTitle(heading), ...items, ""];
      }
      /**
       * Group items by their help group heading.
       *
       * @param {Command[] | Option[]} unsortedItems
       * @param {Command[] | Option[]} visibleItems
       * @param {Function} getGroup
       * @returns {Map<string, Command[] | Option[]>}
       */
      groupItems(unsortedItems, visibleItems, getGroup) {
        const result = /* @__PURE__ */ new Map();
        unsortedItems.forEach((item) => {
          const group = getGroup(item);
          if (!result.has(group)) result.set(group, []);
        });
        visibleItems.forEach((item) => {
          const group = getGroup(item);
          if (!result.has(group)) {
            result.set(group, []);
          }
          result.get(group).push(item);
        });
        return result;
      }
      /**
       * Generate the built-in help text.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {string}
       */
      formatHelp(cmd, helper) {
        const termWidth = helper.padWidth(cmd, helper);
        const helpWidth = helper.helpWidth ?? 80;
        function callFormatItem(term, description) {
          return helper.formatItem(term, termWidth, description, helper);
        }
        let output = [
          `${helper.styleTitle("Usage:")} ${helper.styleUsage(helper.commandUsage(cmd))}`,
          ""
        ];
        const commandDescription = helper.commandDescription(cmd);
        if (commandDescription.length > 0) {
          output = output.concat([
            helper.boxWrap(
              helper.styleCommandDescription(commandDescription),
              helpWidth
            ),
            ""
          ]);
        }
        const argumentList = helper.visibleArguments(cmd).map((argument) => {
          return callFormatItem(
            helper.styleArgumentTerm(helper.argumentTerm(argument)),
            helper.styleArgumentDescription(helper.argumentDescription(argument))
          );
        });
        output = output.concat(
          this.formatItemList("Arguments:", argumentList, helper)
        );
        const optionGroups = this.groupItems(
          cmd.options,
          helper.visibleOptions(cmd),
          (option) => option.helpGroupHeading ?? "Options:"
        );
        optionGroups.forEach((options, group) => {
          const optionList = options.map((option) => {
            return callFormatItem(
              helper.styleOptionTerm(helper.optionTerm(option)),
              helper.styleOptionDescription(helper.optionDescription(option))
            );
          });
          output = output.concat(this.formatItemList(group, optionList, helper));
        });
        if (helper.showGlobalOptions) {
          const globalOptionList = helper.visibleGlobalOptions(cmd).map((option) => {
            return callFormatItem(
              helper.styleOptionTerm(helper.optionTerm(option)),
              helper.styleOptionDescription(helper.optionDescription(option))
            );
          });
          output = output.concat(
            this.formatItemList("Global Options:", globalOptionList, helper)
          );
        }
        const commandGroups = this.groupItems(
          cmd.commands,
          helper.visibleCommands(cmd),
          (sub) => sub.helpGroup() || "Commands:"
        );
        commandGroups.forEach((commands2, group) => {
          const commandList = commands2.map((sub) => {
            return callFormatItem(
              helper.styleSubcommandTerm(helper.subcommandTerm(sub)),
              helper.styleSubcommandDescription(helper.subcommandDescription(sub))
            );
          });
          output = output.concat(this.formatItemList(group, commandList, helper));
        });
        return output.join("\n");
      }
      /**
       * Return display width of string, ignoring ANSI escape sequences. Used in padding and wrapping calculations.
       *
       * @param {string} str
       * @returns {number}
       */
      displayWidth(str) {
        return stripColor(str).length;
      }
      /**
       * Style the title for displaying in the help. Called with 'Usage:', 'Options:', etc.
       *
       * @param {string} str
       * @returns {string}
       */
      styleTitle(str) {
        return str;
      }
      styleUsage(str) {
        return str.split(" ").map((word) => {
          if (word === "[options]") return this.styleOptionText(word);
          if (word === "[command]") return this.styleSubcommandText(word);
          if (word[0] === "[" || word[0] === "<")
            return this.styleArgumentText(word);
          return this.styleCommandText(word);
        }).join(" ");
      }
      styleCommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleOptionDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleSubcommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleArgumentDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleDescriptionText(str) {
        return str;
      }
      styleOptionTerm(str) {
        return this.styleOptionText(str);
      }
      styleSubcommandTerm(str) {
        return str.split(" ").map((word) => {
          if (word === "[options]") return this.styleOptionText(word);
          if (word[0] === "[" || word[0] === "<")
            return this.styleArgumentText(word);
          return this.styleSubcommandText(word);
        }).join(" ");
      }
      styleArgumentTerm(str) {
        return this.styleArgumentText(str);
      }
      styleOptionText(str) {
        return str;
      }
      styleArgumentText(str) {
        return str;
      }
      styleSubcommandText(str) {
        return str;
      }
      styleCommandText(str) {
        return str;
      }
      /**
       * Calculate the pad width from the maximum term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      padWidth(cmd, helper) {
        return Math.max(
          helper.longestOptionTermLength(cmd, helper),
          helper.longestGlobalOptionTermLength(cmd, helper),
          helper.longestSubcommandTermLength(cmd, helper),
          helper.longestArgumentTermLength(cmd, helper)
        );
      }
      /**
       * Detect manually wrapped and indented strings by checking for line break followed by whitespace.
       *
       * @param {string} str
       * @returns {boolean}
       */
      preformatted(str) {
        return /\n[^\S\r\n]/.test(str);
      }
      /**
       * Format the "item", which consists of a term and description. Pad the term and wrap the description, indenting the following lines.
       *
       * So "TTT", 5, "DDD DDDD DD DDD" might be formatted for this.helpWidth=17 like so:
       *   TTT  DDD DDDD
       *        DD DDD
       *
       * @param {string} term
       * @param {number} termWidth
       * @param {string} description
       * @param {Help} helper
       * @returns {string}
       */
      formatItem(term, termWidth, description, helper) {
        const itemIndent = 2;
        const itemIndentStr = " ".repeat(itemIndent);
        if (!description) return itemIndentStr + term;
        const paddedTerm = term.padEnd(
          termWidth + term.length - helper.displayWidth(term)
        );
        const spacerWidth = 2;
        const helpWidth = this.helpWidth ?? 80;
        const remainingWidth = helpWidth - termWidth - spacerWidth - itemIndent;
        let formattedDescription;
        if (remainingWidth < this.minWidthToWrap || helper.preformatted(description)) {
          formattedDescription = description;
        } else {
          const wrappedDescription = helper.boxWrap(description, remainingWidth);
          formattedDescription = wrappedDescription.replace(
            /\n/g,
            "\n" + " ".repeat(termWidth + spacerWidth)
          );
        }
        return itemIndentStr + paddedTerm + " ".repeat(spacerWidth) + formattedDescription.replace(/\n/g, `
${itemIndentStr}`);
      }
      /**
       * Wrap a string at whitespace, preserving existing line breaks.
       * Wrapping is skipped if the width is less than `minWidthToWrap`.
       *
       * @param {string} str
       * @param {number} width
       * @returns {string}
       */
      boxWrap(str, width) {
        if (width < this.minWidthToWrap) return str;
        const rawLines = str.split(/\r\n|\n/);
        const chunkPattern = /[\s]*[^\s]+/g;
        const wrappedLines = [];
        rawLines.forEach((line) => {
          const chunks = line.match(chunkPattern);
          if (chunks === null) {
            wrappedLines.push("");
            return;
          }
          let sumChunks = [chunks.shift()];
          let sumWidth = this.displayWidth(sumChunks[0]);
          chunks.forEach((chunk) => {
            const visibleWidth = this.displayWidth(chunk);
            if (sumWidth + visibleWidth <= width) {
              sumChunks.push(chunk);
              sumWidth += visibleWidth;
              return;
            }
            wrappedLines.push(sumChunks.join(""));
            const nextChunk = chunk.trimStart();
            sumChunks = [nextChunk];
            sumWidth = this.displayWidth(nextChunk);
          });
          wrappedLines.push(sumChunks.join(""));
        });
        return wrappedLines.join("\n");
      }
    };
    function stripColor(str) {
      const sgrPattern = /\x1b\[\d*(;\d*)*m/g;
      return str.replace(sgrPattern, "");
    }
    exports.Help = Help2;
    exports.stripColor = stripColor;
  }
});

// node_modules/commander/lib/option.js
var require_option = __commonJS({
  "node_modules/commander/lib/option.js"(exports) {
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var Option2 = class {
      /**
       * Initialize a new `Option` with the given `flags` and `description`.
       *
       * @param {string} flags
       * @param {string} [description]
       */
      constructor(flags, description) {
        this.flags = flags;
        this.description = description || "";
        this.required = flags.includes("<");
        this.optional = flags.includes("[");
        this.variadic = /\w\.\.\.[>\]]$/.test(flags);
        this.mandatory = false;
        const optionFlags = splitOptionFlags(flags);
        this.short = optionFlags.shortFlag;
        this.long = optionFlags.longFlag;
        this.negate = false;
        if (this.long) {
          this.negate = this.long.startsWith("--no-");
        }
        this.defaultValue = void 0;
        this.defaultValueDescription = void 0;
        this.presetArg = void 0;
        this.envVar = void 0;
        this.parseArg = void 0;
        this.hidden = false;
        this.argChoices = void 0;
        this.conflictsWith = [];
        this.implied = void 0;
        this.helpGroupHeading = void 0;
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Option}
       */
      default(value, description) {
        this.defaultValue = value;
        this.defaultValueDescription = description;
        return this;
      }
      /**
       * Preset to use when option used without option-argument, especially optional but also boolean and negated.
       * The custom processing (parseArg) is called.
       *
       * @example
       * new Option('--color').default('GREYSCALE').preset('RGB');
       * new Option('--donate [amount]').preset('20').argParser(parseFloat);
       *
       * @param {*} arg
       * @return {Option}
       */
      preset(arg) {
        this.presetArg = arg;
        return this;
      }
      /**
       * Add option name(s) that conflict with this option.
       * An error will be displayed if conflicting options are found during parsing.
       *
       * @example
       * new Option('--rgb').conflicts('cmyk');
       * new Option('--js').conflicts(['ts', 'jsx']);
       *
       * @param {(string | string[])} names
       * @return {Option}
       */
      conflicts(names3) {
        this.conflictsWith = this.conflictsWith.concat(names3);
        return this;
      }
      /**
       * Specify implied option values for when this option is set and the implied options are not.
       *
       * The custom processing (parseArg) is not called on the implied values.
       *
       * @example
       * program
       *   .addOption(new Option('--log', 'write logging information to file'))
       *   .addOption(new Option('--trace', 'log extra details').implies({ log: 'trace.txt' }));
       *
       * @param {object} impliedOptionValues
       * @return {Option}
       */
      implies(impliedOptionValues) {
        let newImplied = impliedOptionValues;
        if (typeof impliedOptionValues === "string") {
          newImplied = { [impliedOptionValues]: true };
        }
        this.implied = Object.assign(this.implied || {}, newImplied);
        return this;
      }
      /**
       * Set environment variable to check for option value.
       *
       * An environment variable is only used if when processed the current option value is
       * undefined, or the source of the current value is 'default' or 'config' or 'env'.
       *
       * @param {string} name
       * @return {Option}
       */
      env(name) {
        this.envVar = name;
        return this;
      }
      /**
       * Set the custom handler for processing CLI option arguments into option values.
       *
       * @param {Function} [fn]
       * @return {Option}
       */
      argParser(fn) {
        this.parseArg = fn;
        return this;
      }
      /**
       * Whether the option is mandatory and must have a value after parsing.
       *
       * @param {boolean} [mandatory=true]
       * @return {Option}
       */
      makeOptionMandatory(mandatory = true) {
        this.mandatory = !!mandatory;
        return this;
      }
      /**
       * Hide option in help.
       *
       * @param {boolean} [hide=true]
       * @return {Option}
       */
      hideHelp(hide = true) {
        this.hidden = !!hide;
        return this;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        if (previous === this.defaultValue || !Array.isArray(previous)) {
          return [value];
        }
        previous.push(value);
        return previous;
      }
      /**
       * Only allow option value to be one of choices.
       *
       * @param {string[]} values
       * @return {Option}
       */
      choices(values) {
        this.argChoices = values.slice();
        this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg)) {
            throw new InvalidArgumentError2(
              `Allowed choices are ${this.argChoices.join(", ")}.`
            );
          }
          if (this.variadic) {
            return this._collectValue(arg, previous);
          }
          return arg;
        };
        return this;
      }
      /**
       * Return option name.
       *
       * @return {string}
       */
      name() {
        if (this.long) {
          return this.long.replace(/^--/, "");
        }
        return this.short.replace(/^-/, "");
      }
      /**
       * Return option name, in a camelcase format that can be used
       * as an object attribute key.
       *
       * @return {string}
       */
      attributeName() {
        if (this.negate) {
          return camelcase(this.name().replace(/^no-/, ""));
        }
        return camelcase(this.name());
      }
      /**
       * Set the help group heading.
       *
       * @param {string} heading
       * @return {Option}
       */
      helpGroup(heading) {
        this.helpGroupHeading = heading;
        return this;
      }
      /**
       * Check if `arg` matches the short or long flag.
       *
       * @param {string} arg
       * @return {boolean}
       * @package
       */
      is(arg) {
        return this.short === arg || this.long === arg;
      }
      /**
       * Return whether a boolean option.
       *
       * Options are one of boolean, negated, required argument, or optional argument.
       *
       * @return {boolean}
       * @package
       */
      isBoolean() {
        return !this.required && !this.optional && !this.negate;
      }
    };
    var DualOptions = class {
      /**
       * @param {Option[]} options
       */
      constructor(options) {
        this.positiveOptions = /* @__PURE__ */ new Map();
        this.negativeOptions = /* @__PURE__ */ new Map();
        this.dualOptions = /* @__PURE__ */ new Set();
        options.forEach((option) => {
          if (option.negate) {
            this.negativeOptions.set(option.attributeName(), option);
          } else {
            this.positiveOptions.set(option.attributeName(), option);
          }
        });
        this.negativeOptions.forEach((value, key) => {
          if (this.positiveOptions.has(key)) {
            this.dualOptions.add(key);
          }
        });
      }
      /**
       * Did the value come from the option, and not from possible matching dual option?
       *
       * @param {*} value
       * @param {Option} option
       * @returns {boolean}
       */
      valueFromOption(value, option) {
        const optionKey = option.attributeName();
        if (!this.dualOptions.has(optionKey)) return true;
        const preset = this.negativeOptions.get(optionKey).presetArg;
        const negativeValue = preset !== void 0 ? preset : false;
        return option.negate === (negativeValue === value);
      }
    };
    function camelcase(str) {
      return str.split("-").reduce((str2, word) => {
        return str2 + word[0].toUpperCase() + word.slice(1);
      });
    }
    function splitOptionFlags(flags) {
      let shortFlag;
      let longFlag;
      const shortFlagExp = /^-[^-]$/;
      const longFlagExp = /^--[^-]/;
      const flagParts = flags.split(/[ |,]+/).concat("guard");
      if (shortFlagExp.test(flagParts[0])) shortFlag = flagParts.shift();
      if (longFlagExp.test(flagParts[0])) longFlag = flagParts.shift();
      if (!shortFlag && shortFlagExp.test(flagParts[0]))
        shortFlag = flagParts.shift();
      if (!shortFlag && longFlagExp.test(flagParts[0])) {
        shortFlag = longFlag;
        longFlag = flagParts.shift();
      }
      if (flagParts[0].startsWith("-")) {
        const unsupportedFlag = flagParts[0];
        const baseError = `option creation failed due to '${unsupportedFlag}' in option flags '${flags}'`;
        if (/^-[^-][^-]/.test(unsupportedFlag))
          throw new Error(
            `${baseError}
- a short flag is a single dash and a single character
  - either use a single dash and a single character (for a short flag)
  - or use a double dash for a long option (and can have two, like '--ws, --workspace')`
          );
        if (shortFlagExp.test(unsupportedFlag))
          throw new Error(`${baseError}
- too many short flags`);
        if (longFlagExp.test(unsupportedFlag))
          throw new Error(`${baseError}
- too many long flags`);
        throw new Error(`${baseError}
- unrecognised flag format`);
      }
      if (shortFlag === void 0 && longFlag === void 0)
        throw new Error(
          `option creation failed due to no flags found in '${flags}'.`
        );
      return { shortFlag, longFlag };
    }
    exports.Option = Option2;
    exports.DualOptions = DualOptions;
  }
});

// node_modules/commander/lib/suggestSimilar.js
var require_suggestSimilar = __commonJS({
  "node_modules/commander/lib/suggestSimilar.js"(exports) {
    var maxDistance = 3;
    function editDistance(a, b) {
      if (Math.abs(a.length - b.length) > maxDistance)
        return Math.max(a.length, b.length);
      const d = [];
      for (let i = 0; i <= a.length; i++) {
        d[i] = [i];
      }
      for (let j = 0; j <= b.length; j++) {
        d[0][j] = j;
      }
      for (let j = 1; j <= b.length; j++) {
        for (let i = 1; i <= a.length; i++) {
          let cost = 1;
          if (a[i - 1] === b[j - 1]) {
            cost = 0;
          } else {
            cost = 1;
          }
          d[i][j] = Math.min(
            d[i - 1][j] + 1,
            // deletion
            d[i][j - 1] + 1,
            // insertion
            d[i - 1][j - 1] + cost
            // substitution
          );
          if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
            d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
          }
        }
      }
      return d[a.length][b.length];
    }
    function suggestSimilar(word, candidates) {
      if (!candidates || candidates.length === 0) return "";
      candidates = Array.from(new Set(candidates));
      const searchingOptions = word.startsWith("--");
      if (searchingOptions) {
        word = word.slice(2);
        candidates = candidates.map((candidate) => candidate.slice(2));
      }
      let similar = [];
      let bestDistance = maxDistance;
      const minSimilarity = 0.4;
      candidates.forEach((candidate) => {
        if (candidate.length <= 1) return;
        const distance = editDistance(word, candidate);
        const length = Math.max(word.length, candidate.length);
        const similarity = (length - distance) / length;
        if (similarity > minSimilarity) {
          if (distance < bestDistance) {
            bestDistance = distance;
            similar = [candidate];
          } else if (distance === bestDistance) {
            similar.push(candidate);
          }
        }
      });
      similar.sort((a, b) => a.localeCompare(b));
      if (searchingOptions) {
        similar = similar.map((candidate) => `--${candidate}`);
      }
      if (similar.length > 1) {
        return `
(Did you mean one of ${similar.join(", ")}?)`;
      }
      if (similar.length === 1) {
        return `
(Did you mean ${similar[0]}?)`;
      }
      return "";
    }
    exports.suggestSimilar = suggestSimilar;
  }
});

// node_modules/commander/lib/command.js
var require_command = __commonJS({
  "node_modules/commander/lib/command.js"(exports) {
    var EventEmitter = require_events().EventEmitter;
    var childProcess = require_child_process();
    var path = require_path();
    var fs = require_fs();
    var process2 = require_process();
    var { Argument: Argument2, humanReadableArgName } = require_argument();
    var { CommanderError: CommanderError2 } = require_error();
    var { Help: Help2, stripColor } = require_help();
    var { Option: Option2, DualOptions } = require_option();
    var { suggestSimilar } = require_suggestSimilar();
    var Command2 = class _Command extends EventEmitter {
      /**
       * Initialize a new `Command`.
       *
       * @param {string} [name]
       */
      constructor(name) {
        super();
        this.commands = [];
        this.options = [];
        this.parent = null;
        this._allowUnknownOption = false;
        this._allowExcessArguments = false;
        this.registeredArguments = [];
        this._args = this.registeredArguments;
        this.args = [];
        this.rawArgs = [];
        this.processedArgs = [];
        this._scriptPath = null;
        this._name = name || "";
        this._optionValues = {};
        this._optionValueSources = {};
        this._storeOptionsAsProperties = false;
        this._actionHandler = null;
        this._executableHandler = false;
        this._executableFile = null;
        this._executableDir = null;
        this._defaultCommandName = null;
        this._exitCallback = null;
        this._aliases = [];
        this._combineFlagAndOptionalValue = true;
        this._description = "";
        this._summary = "";
        this._argsDescription = void 0;
        this._enablePositionalOptions = false;
        this._passThroughOptions = false;
        this._lifeCycleHooks = {};
        this._showHelpAfterError = false;
        this._showSuggestionAfterError = true;
        this._savedState = null;
        this._outputConfiguration = {
          writeOut: (str) => process2.stdout.write(str),
          writeErr: (str) => process2.stderr.write(str),
          outputError: (str, write) => write(str),
          getOutHelpWidth: () => process2.stdout.isTTY ? process2.stdout.columns : void 0,
          getErrHelpWidth: () => process2.stderr.isTTY ? process2.stderr.columns : void 0,
          getOutHasColors: () => useColor() ?? (process2.stdout.isTTY && process2.stdout.hasColors?.()),
          getErrHasColors: () => useColor() ?? (process2.stderr.isTTY && process2.stderr.hasColors?.()),
          stripColor: (str) => stripColor(str)
        };
        this._hidden = false;
        this._helpOption = void 0;
        this._addImplicitHelpCommand = void 0;
        this._helpCommand = void 0;
        this._helpConfiguration = {};
        this._helpGroupHeading = void 0;
        this._defaultCommandGroup = void 0;
        this._defaultOptionGroup = void 0;
      }
      /**
       * Copy settings that are useful to have in common across root command and subcommands.
       *
       * (Used internally when adding a command using `.command()` so subcommands inherit parent settings.)
       *
       * @param {Command} sourceCommand
       * @return {Command} `this` command for chaining
       */
      copyInheritedSettings(sourceCommand) {
        this._outputConfiguration = sourceCommand._outputConfiguration;
        this._helpOption = sourceCommand._helpOption;
        this._helpCommand = sourceCommand._helpCommand;
        this._helpConfiguration = sourceCommand._helpConfiguration;
        this._exitCallback = sourceCommand._exitCallback;
        this._storeOptionsAsProperties = sourceCommand._storeOptionsAsProperties;
        this._combineFlagAndOptionalValue = sourceCommand._combineFlagAndOptionalValue;
        this._allowExcessArguments = sourceCommand._allowExcessArguments;
        this._enablePositionalOptions = sourceCommand._enablePositionalOptions;
        this._showHelpAfterError = sourceCommand._showHelpAfterError;
        this._showSuggestionAfterError = sourceCommand._showSuggestionAfterError;
        return this;
      }
      /**
       * @returns {Command[]}
       * @private
       */
      _getCommandAndAncestors() {
        const result = [];
        for (let command = this; command; command = command.parent) {
          result.push(command);
        }
        return result;
      }
      /**
       * Define a command.
       *
       * There are two styles of command: pay attention to where to put the description.
       *
       * @example
       * // Command implemented using action handler (description is supplied separately to `.command`)
       * program
       *   .command('clone <source> [destination]')
       *   .description('clone a repository into a newly created directory')
       *   .action((source, destination) => {
       *     console.log('clone command called');
       *   });
       *
       * // Command implemented using separate executable file (description is second parameter to `.command`)
       * program
       *   .command('start <service>', 'start named service')
       *   .command('stop [service]', 'stop named service, or all if no name supplied');
       *
       * @param {string} nameAndArgs - command name and arguments, args are `<required>` or `[optional]` and last may also be `variadic...`
       * @param {(object | string)} [actionOptsOrExecDesc] - configuration options (for action), or description (for executable)
       * @param {object} [execOpts] - configuration options (for executable)
       * @return {Command} returns new command for action handler, or `this` for executable command
       */
      command(nameAndArgs, actionOptsOrExecDesc, execOpts) {
        let desc = actionOptsOrExecDesc;
        let opts = execOpts;
        if (typeof desc === "object" && desc !== null) {
          opts = desc;
          desc = null;
        }
        opts = opts || {};
        const [, name, args] = nameAndArgs.match(/([^ ]+) *(.*)/);
        const cmd = this.createCommand(name);
        if (desc) {
          cmd.description(desc);
          cmd._executableHandler = true;
        }
        if (opts.isDefault) this._defaultCommandName = cmd._name;
        cmd._hidden = !!(opts.noHelp || opts.hidden);
        cmd._executableFile = opts.executableFile || null;
        if (args) cmd.arguments(args);
        this._registerCommand(cmd);
        cmd.parent = this;
        cmd.copyInheritedSettings(this);
        if (desc) return this;
        return cmd;
      }
      /**
       * Factory routine to create a new unattached command.
       *
       * See .command() for creating an attached subcommand, which uses this routine to
       * create the command. You can override createCommand to customise subcommands.
       *
       * @param {string} [name]
       * @return {Command} new command
       */
      createCommand(name) {
        return new _Command(name);
      }
      /**
       * You can customise the help with a subclass of Help by overriding createHelp,
       * or by overriding Help properties using configureHelp().
       *
       * @return {Help}
       */
      createHelp() {
        return Object.assign(new Help2(), this.configureHelp());
      }
      /**
       * You can customise the help by overriding Help properties using configureHelp(),
       * or with a subclass of Help by overriding createHelp().
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureHelp(configuration) {
        if (configuration === void 0) return this._helpConfiguration;
        this._helpConfiguration = configuration;
        return this;
      }
      /**
       * The default output goes to stdout and stderr. You can customise this for special
       * applications. You can also customise the display of errors by overriding outputError.
       *
       * The configuration properties are all functions:
       *
       *     // change how output being written, defaults to stdout and stderr
       *     writeOut(str)
       *     writeErr(str)
       *     // change how output being written for errors, defaults to writeErr
       *     outputError(str, write) // used for displaying errors and not used for displaying help
       *     // specify width for wrapping help
       *     getOutHelpWidth()
       *     getErrHelpWidth()
       *     // color support, currently only used with Help
       *     getOutHasColors()
       *     getErrHasColors()
       *     stripColor() // used to remove ANSI escape codes if output does not have colors
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureOutput(configuration) {
        if (configuration === void 0) return this._outputConfiguration;
        this._outputConfiguration = {
          ...this._outputConfiguration,
          ...configuration
        };
        return this;
      }
      /**
       * Display the help or a custom message after an error occurs.
       *
       * @param {(boolean|string)} [displayHelp]
       * @return {Command} `this` command for chaining
       */
      showHelpAfterError(displayHelp = true) {
        if (typeof displayHelp !== "string") displayHelp = !!displayHelp;
        this._showHelpAfterError = displayHelp;
        return this;
      }
      /**
       * Display suggestion of similar commands for unknown commands, or options for unknown options.
       *
       * @param {boolean} [displaySuggestion]
       * @return {Command} `this` command for chaining
       */
      showSuggestionAfterError(displaySuggestion = true) {
        this._showSuggestionAfterError = !!displaySuggestion;
        return this;
      }
      /**
       * Add a prepared subcommand.
       *
       * See .command() for creating an attached subcommand which inherits settings from its parent.
       *
       * @param {Command} cmd - new subcommand
       * @param {object} [opts] - configuration options
       * @return {Command} `this` command for chaining
       */
      addCommand(cmd, opts) {
        if (!cmd._name) {
          throw new Error(`Command passed to .addCommand() must have a name
- specify the name in Command constructor or using .name()`);
        }
        opts = opts || {};
        if (opts.isDefault) this._defaultCommandName = cmd._name;
        if (opts.noHelp || opts.hidden) cmd._hidden = true;
        this._registerCommand(cmd);
        cmd.parent = this;
        cmd._checkForBrokenPassThrough();
        return this;
      }
      /**
       * Factory routine to create a new unattached argument.
       *
       * See .argument() for creating an attached argument, which uses this routine to
       * create the argument. You can override createArgument to return a custom argument.
       *
       * @param {string} name
       * @param {string} [description]
       * @return {Argument} new argument
       */
      createArgument(name, description) {
        return new Argument2(name, description);
      }
      /**
       * Define argument syntax for command.
       *
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @example
       * program.argument('<input-file>');
       * program.argument('[output-file]');
       *
       * @param {string} name
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom argument processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      argument(name, description, parseArg, defaultValue) {
        const argument = this.createArgument(name, description);
        if (typeof parseArg === "function") {
          argument.default(defaultValue).argParser(parseArg);
        } else {
          argument.default(parseArg);
        }
        this.addArgument(argument);
        return this;
      }
      /**
       * Define argument syntax for command, adding multiple at once (without descriptions).
       *
       * See also .argument().
       *
       * @example
       * program.arguments('<cmd> [env]');
       *
       * @param {string} names
       * @return {Command} `this` command for chaining
       */
      arguments(names3) {
        names3.trim().split(/ +/).forEach((detail) => {
          this.argument(detail);
        });
        return this;
      }
      /**
       * Define argument syntax for command, adding a prepared argument.
       *
       * @param {Argument} argument
       * @return {Command} `this` command for chaining
       */
      addArgument(argument) {
        const previousArgument = this.registeredArguments.slice(-1)[0];
        if (previousArgument?.variadic) {
          throw new Error(
            `only the last argument can be variadic '${previousArgument.name()}'`
          );
        }
        if (argument.required && argument.defaultValue !== void 0 && argument.parseArg === void 0) {
          throw new Error(
            `a default value for a required argument is never used: '${argument.name()}'`
          );
        }
        this.registeredArguments.push(argument);
        return this;
      }
      /**
       * Customise or override default help command. By default a help command is automatically added if your command has subcommands.
       *
       * @example
       *    program.helpCommand('help [cmd]');
       *    program.helpCommand('help [cmd]', 'show help');
       *    program.helpCommand(false); // suppress default help command
       *    program.helpCommand(true); // add help command even if no subcommands
       *
       * @param {string|boolean} enableOrNameAndArgs - enable with custom name and/or arguments, or boolean to override whether added
       * @param {string} [description] - custom description
       * @return {Command} `this` command for chaining
       */
      helpCommand(enableOrNameAndArgs, description) {
        if (typeof enableOrNameAndArgs === "boolean") {
          this._addImplicitHelpCommand = enableOrNameAndArgs;
          if (enableOrNameAndArgs && this._defaultCommandGroup) {
            this._initCommandGroup(this._getHelpCommand());
          }
          return this;
        }
        const nameAndArgs = enableOrNameAndArgs ?? "help [command]";
        const [, helpName, helpArgs] = nameAndArgs.match(/([^ ]+) *(.*)/);
        const helpDescription = description ?? "display help for command";
        const helpCommand = this.createCommand(helpName);
        helpCommand.helpOption(false);
        if (helpArgs) helpCommand.arguments(helpArgs);
        if (helpDescription) helpCommand.description(helpDescription);
        this._addImplicitHelpCommand = true;
        this._helpCommand = helpCommand;
        if (enableOrNameAndArgs || description) this._initCommandGroup(helpCommand);
        return this;
      }
      /**
       * Add prepared custom help command.
       *
       * @param {(Command|string|boolean)} helpCommand - custom help command, or deprecated enableOrNameAndArgs as for `.helpCommand()`
       * @param {string} [deprecatedDescription] - deprecated custom description used with custom name only
       * @return {Command} `this` command for chaining
       */
      addHelpCommand(helpCommand, deprecatedDescription) {
        if (typeof helpCommand !== "object") {
          this.helpCommand(helpCommand, deprecatedDescription);
          return this;
        }
        this._addImplicitHelpCommand = true;
        this._helpCommand = helpCommand;
        this._initCommandGroup(helpCommand);
        return this;
      }
      /**
       * Lazy create help command.
       *
       * @return {(Command|null)}
       * @package
       */
      _getHelpCommand() {
        const hasImplicitHelpCommand = this._addImplicitHelpCommand ?? (this.commands.length && !this._actionHandler && !this._findCommand("help"));
        if (hasImplicitHelpCommand) {
          if (this._helpCommand === void 0) {
            this.helpCommand(void 0, void 0);
          }
          return this._helpCommand;
        }
        return null;
      }
      /**
       * Add hook for life cycle event.
       *
       * @param {string} event
       * @param {Function} listener
       * @return {Command} `this` command for chaining
       */
      hook(event, listener) {
        const allowedValues = ["preSubcommand", "preAction", "postAction"];
        if (!allowedValues.includes(event)) {
          throw new Error(`Unexpected value for event passed to hook : '${event}'.
Expecting one of '${allowedValues.join("', '")}'`);
        }
        if (this._lifeCycleHooks[event]) {
          this._lifeCycleHooks[event].push(listener);
        } else {
          this._lifeCycleHooks[event] = [listener];
        }
        return this;
      }
      /**
       * Register callback to use as replacement for calling process.exit.
       *
       * @param {Function} [fn] optional callback which will be passed a CommanderError, defaults to throwing
       * @return {Command} `this` command for chaining
       */
      exitOverride(fn) {
        if (fn) {
          this._exitCallback = fn;
        } else {
          this._exitCallback = (err2) => {
            if (err2.code !== "commander.executeSubCommandAsync") {
              throw err2;
            } else {
            }
          };
        }
        return this;
      }
      /**
       * Call process.exit, and _exitCallback if defined.
       *
       * @param {number} exitCode exit code for using with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       * @return never
       * @private
       */
      _exit(exitCode, code2, message) {
        if (this._exitCallback) {
          this._exitCallback(new CommanderError2(exitCode, code2, message));
        }
        process2.exit(exitCode);
      }
      /**
       * Register callback `fn` for the command.
       *
       * @example
       * program
       *   .command('serve')
       *   .description('start service')
       *   .action(function() {
       *      // do work here
       *   });
       *
       * @param {Function} fn
       * @return {Command} `this` command for chaining
       */
      action(fn) {
        const listener = (args) => {
          const expectedArgsCount = this.registeredArguments.length;
          const actionArgs = args.slice(0, expectedArgsCount);
          if (this._storeOptionsAsProperties) {
            actionArgs[expectedArgsCount] = this;
          } else {
            actionArgs[expectedArgsCount] = this.opts();
          }
          actionArgs.push(this);
          return fn.apply(this, actionArgs);
        };
        this._actionHandler = listener;
        return this;
      }
      /**
       * Factory routine to create a new unattached option.
       *
       * See .option() for creating an attached option, which uses this routine to
       * create the option. You can override createOption to return a custom option.
       *
       * @param {string} flags
       * @param {string} [description]
       * @return {Option} new option
       */
      createOption(flags, description) {
        return new Option2(flags, description);
      }
      /**
       * Wrap parseArgs to catch 'commander.invalidArgument'.
       *
       * @param {(Option | Argument)} target
       * @param {string} value
       * @param {*} previous
       * @param {string} invalidArgumentMessage
       * @private
       */
      _callParseArg(target, value, previous, invalidArgumentMessage) {
        try {
          return target.parseArg(value, previous);
        } catch (err2) {
          if (err2.code === "commander.invalidArgument") {
            const message = `${invalidArgumentMessage} ${err2.message}`;
            this.error(message, { exitCode: err2.exitCode, code: err2.code });
          }
          throw err2;
        }
      }
      /**
       * Check for option flag conflicts.
       * Register option if no conflicts found, or throw on conflict.
       *
       * @param {Option} option
       * @private
       */
      _registerOption(option) {
        const matchingOption = option.short && this._findOption(option.short) || option.long && this._findOption(option.long);
        if (matchingOption) {
          const matchingFlag = option.long && this._findOption(option.long) ? option.long : option.short;
          throw new Error(`Cannot add option '${option.flags}'${this._name && ` to command '${this._name}'`} due to conflicting flag '${matchingFlag}'
-  already used by option '${matchingOption.flags}'`);
        }
        this._initOptionGroup(option);
        this.options.push(option);
      }
      /**
       * Check for command name and alias conflicts with existing commands.
       * Register command if no conflicts found, or throw on conflict.
       *
       * @param {Command} command
       * @private
       */
      _registerCommand(command) {
        const knownBy2 = (cmd) => {
          return [cmd.name()].concat(cmd.aliases());
        };
        const alreadyUsed = knownBy2(command).find(
          (name) => this._findCommand(name)
        );
        if (alreadyUsed) {
          const existingCmd = knownBy2(this._findCommand(alreadyUsed)).join("|");
          const newCmd = knownBy2(command).join("|");
          throw new Error(
            `cannot add command '${newCmd}' as already have command '${existingCmd}'`
          );
        }
        this._initCommandGroup(command);
        this.commands.push(command);
      }
      /**
       * Add an option.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addOption(option) {
        this._registerOption(option);
        const oname = option.name();
        const name = option.attributeName();
        if (option.negate) {
          const positiveLongFlag = option.long.replace(/^--no-/, "--");
          if (!this._findOption(positiveLongFlag)) {
            this.setOptionValueWithSource(
              name,
              option.defaultValue === void 0 ? true : option.defaultValue,
              "default"
            );
          }
        } else if (option.defaultValue !== void 0) {
          this.setOptionValueWithSource(name, option.defaultValue, "default");
        }
        const handleOptionValue = (val, invalidValueMessage, valueSource) => {
          if (val == null && option.presetArg !== void 0) {
            val = option.presetArg;
          }
          const oldValue = this.getOptionValue(name);
          if (val !== null && option.parseArg) {
            val = this._callParseArg(option, val, oldValue, invalidValueMessage);
          } else if (val !== null && option.variadic) {
            val = option._collectValue(val, oldValue);
          }
          if (val == null) {
            if (option.negate) {
              val = false;
            } else if (option.isBoolean() || option.optional) {
              val = true;
            } else {
              val = "";
            }
          }
          this.setOptionValueWithSource(name, val, valueSource);
        };
        this.on("option:" + oname, (val) => {
          const invalidValueMessage = `error: option '${option.flags}' argument '${val}' is invalid.`;
          handleOptionValue(val, invalidValueMessage, "cli");
        });
        if (option.envVar) {
          this.on("optionEnv:" + oname, (val) => {
            const invalidValueMessage = `error: option '${option.flags}' value '${val}' from env '${option.envVar}' is invalid.`;
            handleOptionValue(val, invalidValueMessage, "env");
          });
        }
        return this;
      }
      /**
       * Internal implementation shared by .option() and .requiredOption()
       *
       * @return {Command} `this` command for chaining
       * @private
       */
      _optionEx(config, flags, description, fn, defaultValue) {
        if (typeof flags === "object" && flags instanceof Option2) {
          throw new Error(
            "To add an Option object use addOption() instead of option() or requiredOption()"
          );
        }
        const option = this.createOption(flags, description);
        option.makeOptionMandatory(!!config.mandatory);
        if (typeof fn === "function") {
          option.default(defaultValue).argParser(fn);
        } else if (fn instanceof RegExp) {
          const regex = fn;
          fn = (val, def) => {
            const m = regex.exec(val);
            return m ? m[0] : def;
          };
          option.default(defaultValue).argParser(fn);
        } else {
          option.default(fn);
        }
        return this.addOption(option);
      }
      /**
       * Define option with `flags`, `description`, and optional argument parsing function or `defaultValue` or both.
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space. A required
       * option-argument is indicated by `<>` and an optional option-argument by `[]`.
       *
       * See the README for more details, and see also addOption() and requiredOption().
       *
       * @example
       * program
       *     .option('-p, --pepper', 'add pepper')
       *     .option('--pt, --pizza-type <TYPE>', 'type of pizza') // required option-argument
       *     .option('-c, --cheese [CHEESE]', 'add extra cheese', 'mozzarella') // optional option-argument with default
       *     .option('-t, --tip <VALUE>', 'add tip to purchase cost', parseFloat) // custom parse function
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      option(flags, description, parseArg, defaultValue) {
        return this._optionEx({}, flags, description, parseArg, defaultValue);
      }
      /**
       * Add a required option which must have a value after parsing. This usually means
       * the option must be specified on the command line. (Otherwise the same as .option().)
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space.
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      requiredOption(flags, description, parseArg, defaultValue) {
        return this._optionEx(
          { mandatory: true },
          flags,
          description,
          parseArg,
          defaultValue
        );
      }
      /**
       * Alter parsing of short flags with optional values.
       *
       * @example
       * // for `.option('-f,--flag [value]'):
       * program.combineFlagAndOptionalValue(true);  // `-f80` is treated like `--flag=80`, this is the default behaviour
       * program.combineFlagAndOptionalValue(false) // `-fb` is treated like `-f -b`
       *
       * @param {boolean} [combine] - if `true` or omitted, an optional value can be specified directly after the flag.
       * @return {Command} `this` command for chaining
       */
      combineFlagAndOptionalValue(combine = true) {
        this._combineFlagAndOptionalValue = !!combine;
        return this;
      }
      /**
       * Allow unknown options on the command line.
       *
       * @param {boolean} [allowUnknown] - if `true` or omitted, no error will be thrown for unknown options.
       * @return {Command} `this` command for chaining
       */
      allowUnknownOption(allowUnknown = true) {
        this._allowUnknownOption = !!allowUnknown;
        return this;
      }
      /**
       * Allow excess command-arguments on the command line. Pass false to make excess arguments an error.
       *
       * @param {boolean} [allowExcess] - if `true` or omitted, no error will be thrown for excess arguments.
       * @return {Command} `this` command for chaining
       */
      allowExcessArguments(allowExcess = true) {
        this._allowExcessArguments = !!allowExcess;
        return this;
      }
      /**
       * Enable positional options. Positional means global options are specified before subcommands which lets
       * subcommands reuse the same option names, and also enables subcommands to turn on passThroughOptions.
       * The default behaviour is non-positional and global options may appear anywhere on the command line.
       *
       * @param {boolean} [positional]
       * @return {Command} `this` command for chaining
       */
      enablePositionalOptions(positional = true) {
        this._enablePositionalOptions = !!positional;
        return this;
      }
      /**
       * Pass through options that come after command-arguments rather than treat them as command-options,
       * so actual command-options come before command-arguments. Turning this on for a subcommand requires
       * positional options to have been enabled on the program (parent commands).
       * The default behaviour is non-positional and options may appear before or after command-arguments.
       *
       * @param {boolean} [passThrough] for unknown options.
       * @return {Command} `this` command for chaining
       */
      passThroughOptions(passThrough = true) {
        this._passThroughOptions = !!passThrough;
        this._checkForBrokenPassThrough();
        return this;
      }
      /**
       * @private
       */
      _checkForBrokenPassThrough() {
        if (this.parent && this._passThroughOptions && !this.parent._enablePositionalOptions) {
          throw new Error(
            `passThroughOptions cannot be used for '${this._name}' without turning on enablePositionalOptions for parent command(s)`
          );
        }
      }
      /**
       * Whether to store option values as properties on command object,
       * or store separately (specify false). In both cases the option values can be accessed using .opts().
       *
       * @param {boolean} [storeAsProperties=true]
       * @return {Command} `this` command for chaining
       */
      storeOptionsAsProperties(storeAsProperties = true) {
        if (this.options.length) {
          throw new Error("call .storeOptionsAsProperties() before adding options");
        }
        if (Object.keys(this._optionValues).length) {
          throw new Error(
            "call .storeOptionsAsProperties() before setting option values"
          );
        }
        this._storeOptionsAsProperties = !!storeAsProperties;
        return this;
      }
      /**
       * Retrieve option value.
       *
       * @param {string} key
       * @return {object} value
       */
      getOptionValue(key) {
        if (this._storeOptionsAsProperties) {
          return this[key];
        }
        return this._optionValues[key];
      }
      /**
       * Store option value.
       *
       * @param {string} key
       * @param {object} value
       * @return {Command} `this` command for chaining
       */
      setOptionValue(key, value) {
        return this.setOptionValueWithSource(key, value, void 0);
      }
      /**
       * Store option value and where the value came from.
       *
       * @param {string} key
       * @param {object} value
       * @param {string} source - expected values are default/config/env/cli/implied
       * @return {Command} `this` command for chaining
       */
      setOptionValueWithSource(key, value, source2) {
        if (this._storeOptionsAsProperties) {
          this[key] = value;
        } else {
          this._optionValues[key] = value;
        }
        this._optionValueSources[key] = source2;
        return this;
      }
      /**
       * Get source of option value.
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSource(key) {
        return this._optionValueSources[key];
      }
      /**
       * Get source of option value. See also .optsWithGlobals().
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSourceWithGlobals(key) {
        let source2;
        this._getCommandAndAncestors().forEach((cmd) => {
          if (cmd.getOptionValueSource(key) !== void 0) {
            source2 = cmd.getOptionValueSource(key);
          }
        });
        return source2;
      }
      /**
       * Get user arguments from implied or explicit arguments.
       * Side-effects: set _scriptPath if args included script. Used for default program name, and subcommand searches.
       *
       * @private
       */
      _prepareUserArgs(argv, parseOptions) {
        if (argv !== void 0 && !Array.isArray(argv)) {
          throw new Error("first parameter to parse must be array or undefined");
        }
        parseOptions = parseOptions || {};
        if (argv === void 0 && parseOptions.from === void 0) {
          if (process2.versions?.electron) {
            parseOptions.from = "electron";
          }
          const execArgv = process2.execArgv ?? [];
          if (execArgv.includes("-e") || execArgv.includes("--eval") || execArgv.includes("-p") || execArgv.includes("--print")) {
            parseOptions.from = "eval";
          }
        }
        if (argv === void 0) {
          argv = process2.argv;
        }
        this.rawArgs = argv.slice();
        let userArgs;
        switch (parseOptions.from) {
          case void 0:
          case "node":
            this._scriptPath = argv[1];
            userArgs = argv.slice(2);
            break;
          case "electron":
            if (process2.defaultApp) {
              this._scriptPath = argv[1];
              userArgs = argv.slice(2);
            } else {
              userArgs = argv.slice(1);
            }
            break;
          case "user":
            userArgs = argv.slice(0);
            break;
          case "eval":
            userArgs = argv.slice(1);
            break;
          default:
            throw new Error(
              `unexpected parse option { from: '${parseOptions.from}' }`
            );
        }
        if (!this._name && this._scriptPath)
          this.nameFromFilename(this._scriptPath);
        this._name = this._name || "program";
        return userArgs;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Use parseAsync instead of parse if any of your action handlers are async.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * program.parse(); // parse process.argv and auto-detect electron and special node flags
       * program.parse(process.argv); // assume argv[0] is app and argv[1] is script
       * program.parse(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv] - optional, defaults to process.argv
       * @param {object} [parseOptions] - optionally specify style of options with from: node/user/electron
       * @param {string} [parseOptions.from] - where the args are from: 'node', 'user', 'electron'
       * @return {Command} `this` command for chaining
       */
      parse(argv, parseOptions) {
        this._prepareForParse();
        const userArgs = this._prepareUserArgs(argv, parseOptions);
        this._parseCommand([], userArgs);
        return this;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * await program.parseAsync(); // parse process.argv and auto-detect electron and special node flags
       * await program.parseAsync(process.argv); // assume argv[0] is app and argv[1] is script
       * await program.parseAsync(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv]
       * @param {object} [parseOptions]
       * @param {string} parseOptions.from - where the args are from: 'node', 'user', 'electron'
       * @return {Promise}
       */
      async parseAsync(argv, parseOptions) {
        this._prepareForParse();
        const userArgs = this._prepareUserArgs(argv, parseOptions);
        await this._parseCommand([], userArgs);
        return this;
      }
      _prepareForParse() {
        if (this._savedState === null) {
          this.saveStateBeforeParse();
        } else {
          this.restoreStateBeforeParse();
        }
      }
      /**
       * Called the first time parse is called to save state and allow a restore before subsequent calls to parse.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state saved.
       */
      saveStateBeforeParse() {
        this._savedState = {
          // name is stable if supplied by author, but may be unspecified for root command and deduced during parsing
          _name: this._name,
          // option values before parse have default values (including false for negated options)
          // shallow clones
          _optionValues: { ...this._optionValues },
          _optionValueSources: { ...this._optionValueSources }
        };
      }
      /**
       * Restore state before parse for calls after the first.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state restored.
       */
      restoreStateBeforeParse() {
        if (this._storeOptionsAsProperties)
          throw new Error(`Can not call parse again when storeOptionsAsProperties is true.
- either make a new Command for each call to parse, or stop storing options as properties`);
        this._name = this._savedState._name;
        this._scriptPath = null;
        this.rawArgs = [];
        this._optionValues = { ...this._savedState._optionValues };
        this._optionValueSources = { ...this._savedState._optionValueSources };
        this.args = [];
        this.processedArgs = [];
      }
      /**
       * Throw if expected executable is missing. Add lots of help for author.
       *
       * @param {string} executableFile
       * @param {string} executableDir
       * @param {string} subcommandName
       */
      _checkForMissingExecutable(executableFile, executableDir, subcommandName) {
        if (fs.existsSync(executableFile)) return;
        const executableDirMessage = executableDir ? `searched for local subcommand relative to directory '${executableDir}'` : "no directory for search for local subcommand, use .executableDir() to supply a custom directory";
        const executableMissing = `'${executableFile}' does not exist
 - if '${subcommandName}' is not meant to be an executable command, remove description parameter from '.command()' and use '.description()' instead
 - if the default executable name is not suitable, use the executableFile option to supply a custom name or path
 - ${executableDirMessage}`;
        throw new Error(executableMissing);
      }
      /**
       * Execute a sub-command executable.
       *
       * @private
       */
      _executeSubCommand(subcommand, args) {
        args = args.slice();
        let launchWithNode = false;
        const sourceExt = [".js", ".ts", ".tsx", ".mjs", ".cjs"];
        function findFile(baseDir, baseName) {
          const localBin = path.resolve(baseDir, baseName);
          if (fs.existsSync(localBin)) return localBin;
          if (sourceExt.includes(path.extname(baseName))) return void 0;
          const foundExt = sourceExt.find(
            (ext) => fs.existsSync(`${localBin}${ext}`)
          );
          if (foundExt) return `${localBin}${foundExt}`;
          return void 0;
        }
        this._checkForMissingMandatoryOptions();
        this._checkForConflictingOptions();
        let executableFile = subcommand._executableFile || `${this._name}-${subcommand._name}`;
        let executableDir = this._executableDir || "";
        if (this._scriptPath) {
          let resolvedScriptPath;
          try {
            resolvedScriptPath = fs.realpathSync(this._scriptPath);
          } catch {
            resolvedScriptPath = this._scriptPath;
          }
          executableDir = path.resolve(
            path.dirname(resolvedScriptPath),
            executableDir
          );
        }
        if (executableDir) {
          let localFile = findFile(executableDir, executableFile);
          if (!localFile && !subcommand._executableFile && this._scriptPath) {
            const legacyName = path.basename(
              this._scriptPath,
              path.extname(this._scriptPath)
            );
            if (legacyName !== this._name) {
              localFile = findFile(
                executableDir,
                `${legacyName}-${subcommand._name}`
              );
            }
          }
          executableFile = localFile || executableFile;
        }
        launchWithNode = sourceExt.includes(path.extname(executableFile));
        let proc;
        if (process2.platform !== "win32") {
          if (launchWithNode) {
            args.unshift(executableFile);
            args = incrementNodeInspectorPort(process2.execArgv).concat(args);
            proc = childProcess.spawn(process2.argv[0], args, { stdio: "inherit" });
          } else {
            proc = childProcess.spawn(executableFile, args, { stdio: "inherit" });
          }
        } else {
          this._checkForMissingExecutable(
            executableFile,
            executableDir,
            subcommand._name
          );
          args.unshift(executableFile);
          args = incrementNodeInspectorPort(process2.execArgv).concat(args);
          proc = childProcess.spawn(process2.execPath, args, { stdio: "inherit" });
        }
        if (!proc.killed) {
          const signals = ["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGINT", "SIGHUP"];
          signals.forEach((signal) => {
            process2.on(signal, () => {
              if (proc.killed === false && proc.exitCode === null) {
                proc.kill(signal);
              }
            });
          });
        }
        const exitCallback = this._exitCallback;
        proc.on("close", (code2) => {
          code2 = code2 ?? 1;
          if (!exitCallback) {
            process2.exit(code2);
          } else {
            exitCallback(
              new CommanderError2(
                code2,
                "commander.executeSubCommandAsync",
                "(close)"
              )
            );
          }
        });
        proc.on("error", (err2) => {
          if (err2.code === "ENOENT") {
            this._checkForMissingExecutable(
              executableFile,
              executableDir,
              subcommand._name
            );
          } else if (err2.code === "EACCES") {
            throw new Error(`'${executableFile}' not executable`);
          }
          if (!exitCallback) {
            process2.exit(1);
          } else {
            const wrappedError = new CommanderError2(
              1,
              "commander.executeSubCommandAsync",
              "(error)"
            );
            wrappedError.nestedError = err2;
            exitCallback(wrappedError);
          }
        });
        this.runningCommand = proc;
      }
      /**
       * @private
       */
      _dispatchSubcommand(commandName, operands, unknown) {
        const subCommand = this._findCommand(commandName);
        if (!subCommand) this.help({ error: true });
        subCommand._prepareForParse();
        let promiseChain;
        promiseChain = this._chainOrCallSubCommandHook(
          promiseChain,
          subCommand,
          "preSubcommand"
        );
        promiseChain = this._chainOrCall(promiseChain, () => {
          if (subCommand._executableHandler) {
            this._executeSubCommand(subCommand, operands.concat(unknown));
          } else {
            return subCommand._parseCommand(operands, unknown);
          }
        });
        return promiseChain;
      }
      /**
       * Invoke help directly if possible, or dispatch if necessary.
       * e.g. help foo
       *
       * @private
       */
      _dispatchHelpCommand(subcommandName) {
        if (!subcommandName) {
          this.help();
        }
        const subCommand = this._findCommand(subcommandName);
        if (subCommand && !subCommand._executableHandler) {
          subCommand.help();
        }
        return this._dispatchSubcommand(
          subcommandName,
          [],
          [this._getHelpOption()?.long ?? this._getHelpOption()?.short ?? "--help"]
        );
      }
      /**
       * Check this.args against expected this.registeredArguments.
       *
       * @private
       */
      _checkNumberOfArguments() {
        this.registeredArguments.forEach((arg, i) => {
          if (arg.required && this.args[i] == null) {
            this.missingArgument(arg.name());
          }
        });
        if (this.registeredArguments.length > 0 && this.registeredArguments[this.registeredArguments.length - 1].variadic) {
          return;
        }
        if (this.args.length > this.registeredArguments.length) {
          this._excessArguments(this.args);
        }
      }
      /**
       * Process this.args using this.registeredArguments and save as this.processedArgs!
       *
       * @private
       */
      _processArguments() {
        const myParseArg = (argument, value, previous) => {
          let parsedValue = value;
          if (value !== null && argument.parseArg) {
            const invalidValueMessage = `error: command-argument value '${value}' is invalid for argument '${argument.name()}'.`;
            parsedValue = this._callParseArg(
              argument,
              value,
              previous,
              invalidValueMessage
            );
          }
          return parsedValue;
        };
        this._checkNumberOfArguments();
        const processedArgs = [];
        this.registeredArguments.forEach((declaredArg, index) => {
          let value = declaredArg.defaultValue;
          if (declaredArg.variadic) {
            if (index < this.args.length) {
              value = this.args.slice(index);
              if (declaredArg.parseArg) {
                value = value.reduce((processed, v) => {
                  return myParseArg(declaredArg, v, processed);
                }, declaredArg.defaultValue);
              }
            } else if (value === void 0) {
              value = [];
            }
          } else if (index < this.args.length) {
            value = this.args[index];
            if (declaredArg.parseArg) {
              value = myParseArg(declaredArg, value, declaredArg.defaultValue);
            }
          }
          processedArgs[index] = value;
        });
        this.processedArgs = processedArgs;
      }
      /**
       * Once we have a promise we chain, but call synchronously until then.
       *
       * @param {(Promise|undefined)} promise
       * @param {Function} fn
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCall(promise, fn) {
        if (promise?.then && typeof promise.then === "function") {
          return promise.then(() => fn());
        }
        return fn();
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallHooks(promise, event) {
        let result = promise;
        const hooks = [];
        this._getCommandAndAncestors().reverse().filter((cmd) => cmd._lifeCycleHooks[event] !== void 0).forEach((hookedCommand) => {
          hookedCommand._lifeCycleHooks[event].forEach((callback) => {
            hooks.push({ hookedCommand, callback });
          });
        });
        if (event === "postAction") {
          hooks.reverse();
        }
        hooks.forEach((hookDetail) => {
          result = this._chainOrCall(result, () => {
            return hookDetail.callback(hookDetail.hookedCommand, this);
          });
        });
        return result;
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {Command} subCommand
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallSubCommandHook(promise, subCommand, event) {
        let result = promise;
        if (this._lifeCycleHooks[event] !== void 0) {
          this._lifeCycleHooks[event].forEach((hook) => {
            result = this._chainOrCall(result, () => {
              return hook(this, subCommand);
            });
          });
        }
        return result;
      }
      /**
       * Process arguments in context of this command.
       * Returns action result, in case it is a promise.
       *
       * @private
       */
      _parseCommand(operands, unknown) {
        const parsed2 = this.parseOptions(unknown);
        this._parseOptionsEnv();
        this._parseOptionsImplied();
        operands = operands.concat(parsed2.operands);
        unknown = parsed2.unknown;
        this.args = operands.concat(unknown);
        if (operands && this._findCommand(operands[0])) {
          return this._dispatchSubcommand(operands[0], operands.slice(1), unknown);
        }
        if (this._getHelpCommand() && operands[0] === this._getHelpCommand().name()) {
          return this._dispatchHelpCommand(operands[1]);
        }
        if (this._defaultCommandName) {
          this._outputHelpIfRequested(unknown);
          return this._dispatchSubcommand(
            this._defaultCommandName,
            operands,
            unknown
          );
        }
        if (this.commands.length && this.args.length === 0 && !this._actionHandler && !this._defaultCommandName) {
          this.help({ error: true });
        }
        this._outputHelpIfRequested(parsed2.unknown);
        this._checkForMissingMandatoryOptions();
        this._checkForConflictingOptions();
        const checkForUnknownOptions = () => {
          if (parsed2.unknown.length > 0) {
            this.unknownOption(parsed2.unknown[0]);
          }
        };
        const commandEvent = `command:${this.name()}`;
        if (this._actionHandler) {
          checkForUnknownOptions();
          this._processArguments();
          let promiseChain;
          promiseChain = this._chainOrCallHooks(promiseChain, "preAction");
          promiseChain = this._chainOrCall(
            promiseChain,
            () => this._actionHandler(this.processedArgs)
          );
          if (this.parent) {
            promiseChain = this._chainOrCall(promiseChain, () => {
              this.parent.emit(commandEvent, operands, unknown);
            });
          }
          promiseChain = this._chainOrCallHooks(promiseChain, "postAction");
          return promiseChain;
        }
        if (this.parent?.listenerCount(commandEvent)) {
          checkForUnknownOptions();
          this._processArguments();
          this.parent.emit(commandEvent, operands, unknown);
        } else if (operands.length) {
          if (this._findCommand("*")) {
            return this._dispatchSubcommand("*", operands, unknown);
          }
          if (this.listenerCount("command:*")) {
            this.emit("command:*", operands, unknown);
          } else if (this.commands.length) {
            this.unknownCommand();
          } else {
            checkForUnknownOptions();
            this._processArguments();
          }
        } else if (this.commands.length) {
          checkForUnknownOptions();
          this.help({ error: true });
        } else {
          checkForUnknownOptions();
          this._processArguments();
        }
      }
      /**
       * Find matching command.
       *
       * @private
       * @return {Command | undefined}
       */
      _findCommand(name) {
        if (!name) return void 0;
        return this.commands.find(
          (cmd) => cmd._name === name || cmd._aliases.includes(name)
        );
      }
      /**
       * Return an option matching `arg` if any.
       *
       * @param {string} arg
       * @return {Option}
       * @package
       */
      _findOption(arg) {
        return this.options.find((option) => option.is(arg));
      }
      /**
       * Display an error message if a mandatory option does not have a value.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForMissingMandatoryOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd.options.forEach((anOption) => {
            if (anOption.mandatory && cmd.getOptionValue(anOption.attributeName()) === void 0) {
              cmd.missingMandatoryOptionValue(anOption);
            }
          });
        });
      }
      /**
       * Display an error message if conflicting options are used together in this.
       *
       * @private
       */
      _checkForConflictingLocalOptions() {
        const definedNonDefaultOptions = this.options.filter((option) => {
          const optionKey = option.attributeName();
          if (this.getOptionValue(optionKey) === void 0) {
            return false;
          }
          return this.getOptionValueSource(optionKey) !== "default";
        });
        const optionsWithConflicting = definedNonDefaultOptions.filter(
          (option) => option.conflictsWith.length > 0
        );
        optionsWithConflicting.forEach((option) => {
          const conflictingAndDefined = definedNonDefaultOptions.find(
            (defined) => option.conflictsWith.includes(defined.attributeName())
          );
          if (conflictingAndDefined) {
            this._conflictingOption(option, conflictingAndDefined);
          }
        });
      }
      /**
       * Display an error message if conflicting options are used together.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForConflictingOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd._checkForConflictingLocalOptions();
        });
      }
      /**
       * Parse options from `argv` removing known options,
       * and return argv split into operands and unknown arguments.
       *
       * Side effects: modifies command by storing options. Does not reset state if called again.
       *
       * Examples:
       *
       *     argv => operands, unknown
       *     --known kkk op => [op], []
       *     op --known kkk => [op], []
       *     sub --unknown uuu op => [sub], [--unknown uuu op]
       *     sub -- --unknown uuu op => [sub --unknown uuu op], []
       *
       * @param {string[]} args
       * @return {{operands: string[], unknown: string[]}}
       */
      parseOptions(args) {
        const operands = [];
        const unknown = [];
        let dest = operands;
        function maybeOption(arg) {
          return arg.length > 1 && arg[0] === "-";
        }
        const negativeNumberArg = (arg) => {
          if (!/^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/.test(arg)) return false;
          return !this._getCommandAndAncestors().some(
            (cmd) => cmd.options.map((opt) => opt.short).some((short3) => /^-\d$/.test(short3))
          );
        };
        let activeVariadicOption = null;
        let activeGroup = null;
        let i = 0;
        while (i < args.length || activeGroup) {
          const arg = activeGroup ?? args[i++];
          activeGroup = null;
          if (arg === "--") {
            if (dest === unknown) dest.push(arg);
            dest.push(...args.slice(i));
            break;
          }
          if (activeVariadicOption && (!maybeOption(arg) || negativeNumberArg(arg))) {
            this.emit(`option:${activeVariadicOption.name()}`, arg);
            continue;
          }
          activeVariadicOption = null;
          if (maybeOption(arg)) {
            const option = this._findOption(arg);
            if (option) {
              if (option.required) {
                const value = args[i++];
                if (value === void 0) this.optionMissingArgument(option);
                this.emit(`option:${option.name()}`, value);
              } else if (option.optional) {
                let value = null;
                if (i < args.length && (!maybeOption(args[i]) || negativeNumberArg(args[i]))) {
                  value = args[i++];
                }
                this.emit(`option:${option.name()}`, value);
              } else {
                this.emit(`option:${option.name()}`);
              }
              activeVariadicOption = option.variadic ? option : null;
              continue;
            }
          }
          if (arg.length > 2 && arg[0] === "-" && arg[1] !== "-") {
            const option = this._findOption(`-${arg[1]}`);
            if (option) {
              if (option.required || option.optional && this._combineFlagAndOptionalValue) {
                this.emit(`option:${option.name()}`, arg.slice(2));
              } else {
                this.emit(`option:${option.name()}`);
                activeGroup = `-${arg.slice(2)}`;
              }
              continue;
            }
          }
          if (/^--[^=]+=/.test(arg)) {
            const index = arg.indexOf("=");
            const option = this._findOption(arg.slice(0, index));
            if (option && (option.required || option.optional)) {
              this.emit(`option:${option.name()}`, arg.slice(index + 1));
              continue;
            }
          }
          if (dest === operands && maybeOption(arg) && !(this.commands.length === 0 && negativeNumberArg(arg))) {
            dest = unknown;
          }
          if ((this._enablePositionalOptions || this._passThroughOptions) && operands.length === 0 && unknown.length === 0) {
            if (this._findCommand(arg)) {
              operands.push(arg);
              unknown.push(...args.slice(i));
              break;
            } else if (this._getHelpCommand() && arg === this._getHelpCommand().name()) {
              operands.push(arg, ...args.slice(i));
              break;
            } else if (this._defaultCommandName) {
              unknown.push(arg, ...args.slice(i));
              break;
            }
          }
          if (this._passThroughOptions) {
            dest.push(arg, ...args.slice(i));
            break;
          }
          dest.push(arg);
        }
        return { operands, unknown };
      }
      /**
       * Return an object containing local option values as key-value pairs.
       *
       * @return {object}
       */
      opts() {
        if (this._storeOptionsAsProperties) {
          const result = {};
          const len = this.options.length;
          for (let i = 0; i < len; i++) {
            const key = this.options[i].attributeName();
            result[key] = key === this._versionOptionName ? this._version : this[key];
          }
          return result;
        }
        return this._optionValues;
      }
      /**
       * Return an object containing merged local and global option values as key-value pairs.
       *
       * @return {object}
       */
      optsWithGlobals() {
        return this._getCommandAndAncestors().reduce(
          (combinedOptions, cmd) => Object.assign(combinedOptions, cmd.opts()),
          {}
        );
      }
      /**
       * Display error message and exit (or call exitOverride).
       *
       * @param {string} message
       * @param {object} [errorOptions]
       * @param {string} [errorOptions.code] - an id string representing the error
       * @param {number} [errorOptions.exitCode] - used with process.exit
       */
      error(message, errorOptions) {
        this._outputConfiguration.outputError(
          `${message}
`,
          this._outputConfiguration.writeErr
        );
        if (typeof this._showHelpAfterError === "string") {
          this._outputConfiguration.writeErr(`${this._showHelpAfterError}
`);
        } else if (this._showHelpAfterError) {
          this._outputConfiguration.writeErr("\n");
          this.outputHelp({ error: true });
        }
        const config = errorOptions || {};
        const exitCode = config.exitCode || 1;
        const code2 = config.code || "commander.error";
        this._exit(exitCode, code2, message);
      }
      /**
       * Apply any option related environment variables, if option does
       * not have a value from cli or client code.
       *
       * @private
       */
      _parseOptionsEnv() {
        this.options.forEach((option) => {
          if (option.envVar && option.envVar in process2.env) {
            const optionKey = option.attributeName();
            if (this.getOptionValue(optionKey) === void 0 || ["default", "config", "env"].includes(
              this.getOptionValueSource(optionKey)
            )) {
              if (option.required || option.optional) {
                this.emit(`optionEnv:${option.name()}`, process2.env[option.envVar]);
              } else {
                this.emit(`optionEnv:${option.name()}`);
              }
            }
          }
        });
      }
      /**
       * Apply any implied option values, if option is undefined or default value.
       *
       * @private
       */
      _parseOptionsImplied() {
        const dualHelper = new DualOptions(this.options);
        const hasCustomOptionValue = (optionKey) => {
          return this.getOptionValue(optionKey) !== void 0 && !["default", "implied"].includes(this.getOptionValueSource(optionKey));
        };
        this.options.filter(
          (option) => option.implied !== void 0 && hasCustomOptionValue(option.attributeName()) && dualHelper.valueFromOption(
            this.getOptionValue(option.attributeName()),
            option
          )
        ).forEach((option) => {
          Object.keys(option.implied).filter((impliedKey) => !hasCustomOptionValue(impliedKey)).forEach((impliedKey) => {
            this.setOptionValueWithSource(
              impliedKey,
              option.implied[impliedKey],
              "implied"
            );
          });
        });
      }
      /**
       * Argument `name` is missing.
       *
       * @param {string} name
       * @private
       */
      missingArgument(name) {
        const message = `error: missing required argument '${name}'`;
        this.error(message, { code: "commander.missingArgument" });
      }
      /**
       * `Option` is missing an argument.
       *
       * @param {Option} option
       * @private
       */
      optionMissingArgument(option) {
        const message = `error: option '${option.flags}' argument missing`;
        this.error(message, { code: "commander.optionMissingArgument" });
      }
      /**
       * `Option` does not have a value, and is a mandatory option.
       *
       * @param {Option} option
       * @private
       */
      missingMandatoryOptionValue(option) {
        const message = `error: required option '${option.flags}' not specified`;
        this.error(message, { code: "commander.missingMandatoryOptionValue" });
      }
      /**
       * `Option` conflicts with another option.
       *
       * @param {Option} option
       * @param {Option} conflictingOption
       * @private
       */
      _conflictingOption(option, conflictingOption) {
        const findBestOptionFromValue = (option2) => {
          const optionKey = option2.attributeName();
          const optionValue = this.getOptionValue(optionKey);
          const negativeOption = this.options.find(
            (target) => target.negate && optionKey === target.attributeName()
          );
          const positiveOption = this.options.find(
            (target) => !target.negate && optionKey === target.attributeName()
          );
          if (negativeOption && (negativeOption.presetArg === void 0 && optionValue === false || negativeOption.presetArg !== void 0 && optionValue === negativeOption.presetArg)) {
            return negativeOption;
          }
          return positiveOption || option2;
        };
        const getErrorMessage = (option2) => {
          const bestOption = findBestOptionFromValue(option2);
          const optionKey = bestOption.attributeName();
          const source2 = this.getOptionValueSource(optionKey);
          if (source2 === "env") {
            return `environment variable '${bestOption.envVar}'`;
          }
          return `option '${bestOption.flags}'`;
        };
        const message = `error: ${getErrorMessage(option)} cannot be used with ${getErrorMessage(conflictingOption)}`;
        this.error(message, { code: "commander.conflictingOption" });
      }
      /**
       * Unknown option `flag`.
       *
       * @param {string} flag
       * @private
       */
      unknownOption(flag) {
        if (this._allowUnknownOption) return;
        let suggestion = "";
        if (flag.startsWith("--") && this._showSuggestionAfterError) {
          let candidateFlags = [];
          let command = this;
          do {
            const moreFlags = command.createHelp().visibleOptions(command).filter((option) => option.long).map((option) => option.long);
            candidateFlags = candidateFlags.concat(moreFlags);
            command = command.parent;
          } while (command && !command._enablePositionalOptions);
          suggestion = suggestSimilar(flag, candidateFlags);
        }
        const message = `error: unknown option '${flag}'${suggestion}`;
        this.error(message, { code: "commander.unknownOption" });
      }
      /**
       * Excess arguments, more than expected.
       *
       * @param {string[]} receivedArgs
       * @private
       */
      _excessArguments(receivedArgs) {
        if (this._allowExcessArguments) return;
        const expected = this.registeredArguments.length;
        const s = expected === 1 ? "" : "s";
        const forSubcommand = this.parent ? ` for '${this.name()}'` : "";
        const message = `error: too many arguments${forSubcommand}. Expected ${expected} argument${s} but got ${receivedArgs.length}.`;
        this.error(message, { code: "commander.excessArguments" });
      }
      /**
       * Unknown command.
       *
       * @private
       */
      unknownCommand() {
        const unknownName = this.args[0];
        let suggestion = "";
        if (this._showSuggestionAfterError) {
          const candidateNames = [];
          this.createHelp().visibleCommands(this).forEach((command) => {
            candidateNames.push(command.name());
            if (command.alias()) candidateNames.push(command.alias());
          });
          suggestion = suggestSimilar(unknownName, candidateNames);
        }
        const message = `error: unknown command '${unknownName}'${suggestion}`;
        this.error(message, { code: "commander.unknownCommand" });
      }
      /**
       * Get or set the program version.
       *
       * This method auto-registers the "-V, --version" option which will print the version number.
       *
       * You can optionally supply the flags and description to override the defaults.
       *
       * @param {string} [str]
       * @param {string} [flags]
       * @param {string} [description]
       * @return {(this | string | undefined)} `this` command for chaining, or version string if no arguments
       */
      version(str, flags, description) {
        if (str === void 0) return this._version;
        this._version = str;
        flags = flags || "-V, --version";
        description = description || "output the version number";
        const versionOption = this.createOption(flags, description);
        this._versionOptionName = versionOption.attributeName();
        this._registerOption(versionOption);
        this.on("option:" + versionOption.name(), () => {
          this._outputConfiguration.writeOut(`${str}
`);
          this._exit(0, "commander.version", str);
        });
        return this;
      }
      /**
       * Set the description.
       *
       * @param {string} [str]
       * @param {object} [argsDescription]
       * @return {(string|Command)}
       */
      description(str, argsDescription) {
        if (str === void 0 && argsDescription === void 0)
          return this._description;
        this._description = str;
        if (argsDescription) {
          this._argsDescription = argsDescription;
        }
        return this;
      }
      /**
       * Set the summary. Used when listed as subcommand of parent.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      summary(str) {
        if (str === void 0) return this._summary;
        this._summary = str;
        return this;
      }
      /**
       * Set an alias for the command.
       *
       * You may call more than once to add multiple aliases. Only the first alias is shown in the auto-generated help.
       *
       * @param {string} [alias]
       * @return {(string|Command)}
       */
      alias(alias) {
        if (alias === void 0) return this._aliases[0];
        let command = this;
        if (this.commands.length !== 0 && this.commands[this.commands.length - 1]._executableHandler) {
          command = this.commands[this.commands.length - 1];
        }
        if (alias === command._name)
          throw new Error("Command alias can't be the same as its name");
        const matchingCommand = this.parent?._findCommand(alias);
        if (matchingCommand) {
          const existingCmd = [matchingCommand.name()].concat(matchingCommand.aliases()).join("|");
          throw new Error(
            `cannot add alias '${alias}' to command '${this.name()}' as already have command '${existingCmd}'`
          );
        }
        command._aliases.push(alias);
        return this;
      }
      /**
       * Set aliases for the command.
       *
       * Only the first alias is shown in the auto-generated help.
       *
       * @param {string[]} [aliases]
       * @return {(string[]|Command)}
       */
      aliases(aliases) {
        if (aliases === void 0) return this._aliases;
        aliases.forEach((alias) => this.alias(alias));
        return this;
      }
      /**
       * Set / get the command usage `str`.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      usage(str) {
        if (str === void 0) {
          if (this._usage) return this._usage;
          const args = this.registeredArguments.map((arg) => {
            return humanReadableArgName(arg);
          });
          return [].concat(
            this.options.length || this._helpOption !== null ? "[options]" : [],
            this.commands.length ? "[command]" : [],
            this.registeredArguments.length ? args : []
          ).join(" ");
        }
        this._usage = str;
        return this;
      }
      /**
       * Get or set the name of the command.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      name(str) {
        if (str === void 0) return this._name;
        this._name = str;
        return this;
      }
      /**
       * Set/get the help group heading for this subcommand in parent command's help.
       *
       * @param {string} [heading]
       * @return {Command | string}
       */
      helpGroup(heading) {
        if (heading === void 0) return this._helpGroupHeading ?? "";
        this._helpGroupHeading = heading;
        return this;
      }
      /**
       * Set/get the default help group heading for subcommands added to this command.
       * (This does not override a group set directly on the subcommand using .helpGroup().)
       *
       * @example
       * program.commandsGroup('Development Commands:);
       * program.command('watch')...
       * program.command('lint')...
       * ...
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      commandsGroup(heading) {
        if (heading === void 0) return this._defaultCommandGroup ?? "";
        this._defaultCommandGroup = heading;
        return this;
      }
      /**
       * Set/get the default help group heading for options added to this command.
       * (This does not override a group set directly on the option using .helpGroup().)
       *
       * @example
       * program
       *   .optionsGroup('Development Options:')
       *   .option('-d, --debug', 'output extra debugging')
       *   .option('-p, --profile', 'output profiling information')
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      optionsGroup(heading) {
        if (heading === void 0) return this._defaultOptionGroup ?? "";
        this._defaultOptionGroup = heading;
        return this;
      }
      /**
       * @param {Option} option
       * @private
       */
      _initOptionGroup(option) {
        if (this._defaultOptionGroup && !option.helpGroupHeading)
          option.helpGroup(this._defaultOptionGroup);
      }
      /**
       * @param {Command} cmd
       * @private
       */
      _initCommandGroup(cmd) {
        if (this._defaultCommandGroup && !cmd.helpGroup())
          cmd.helpGroup(this._defaultCommandGroup);
      }
      /**
       * Set the name of the command from script filename, such as process.argv[1],
       * or require.main.filename, or __filename.
       *
       * (Used internally and public although not documented in README.)
       *
       * @example
       * program.nameFromFilename(require.main.filename);
       *
       * @param {string} filename
       * @return {Command}
       */
      nameFromFilename(filename) {
        this._name = path.basename(filename, path.extname(filename));
        return this;
      }
      /**
       * Get or set the directory for searching for executable subcommands of this command.
       *
       * @example
       * program.executableDir(__dirname);
       * // or
       * program.executableDir('subcommands');
       *
       * @param {string} [path]
       * @return {(string|null|Command)}
       */
      executableDir(path2) {
        if (path2 === void 0) return this._executableDir;
        this._executableDir = path2;
        return this;
      }
      /**
       * Return program help documentation.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to wrap for stderr instead of stdout
       * @return {string}
       */
      helpInformation(contextOptions) {
        const helper = this.createHelp();
        const context = this._getOutputContext(contextOptions);
        helper.prepareContext({
          error: context.error,
          helpWidth: context.helpWidth,
          outputHasColors: context.hasColors
        });
        const text2 = helper.formatHelp(this, helper);
        if (context.hasColors) return text2;
        return this._outputConfiguration.stripColor(text2);
      }
      /**
       * @typedef HelpContext
       * @type {object}
       * @property {boolean} error
       * @property {number} helpWidth
       * @property {boolean} hasColors
       * @property {function} write - includes stripColor if needed
       *
       * @returns {HelpContext}
       * @private
       */
      _getOutputContext(contextOptions) {
        contextOptions = contextOptions || {};
        const error2 = !!contextOptions.error;
        let baseWrite;
        let hasColors;
        let helpWidth;
        if (error2) {
          baseWrite = (str) => this._outputConfiguration.writeErr(str);
          hasColors = this._outputConfiguration.getErrHasColors();
          helpWidth = this._outputConfiguration.getErrHelpWidth();
        } else {
          baseWrite = (str) => this._outputConfiguration.writeOut(str);
          hasColors = this._outputConfiguration.getOutHasColors();
          helpWidth = this._outputConfiguration.getOutHelpWidth();
        }
        const write = (str) => {
          if (!hasColors) str = this._outputConfiguration.stripColor(str);
          return baseWrite(str);
        };
        return { error: error2, write, hasColors, helpWidth };
      }
      /**
       * Output help information for this command.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean } | Function} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      outputHelp(contextOptions) {
        let deprecatedCallback;
        if (typeof contextOptions === "function") {
          deprecatedCallback = contextOptions;
          contextOptions = void 0;
        }
        const outputContext = this._getOutputContext(contextOptions);
        const eventContext = {
          error: outputContext.error,
          write: outputContext.write,
          command: this
        };
        this._getCommandAndAncestors().reverse().forEach((command) => command.emit("beforeAllHelp", eventContext));
        this.emit("beforeHelp", eventContext);
        let helpInformation = this.helpInformation({ error: outputContext.error });
        if (deprecatedCallback) {
          helpInformation = deprecatedCallback(helpInformation);
          if (typeof helpInformation !== "string" && !Buffer.isBuffer(helpInformation)) {
            throw new Error("outputHelp callback must return a string or a Buffer");
          }
        }
        outputContext.write(helpInformation);
        if (this._getHelpOption()?.long) {
          this.emit(this._getHelpOption().long);
        }
        this.emit("afterHelp", eventContext);
        this._getCommandAndAncestors().forEach(
          (command) => command.emit("afterAllHelp", eventContext)
        );
      }
      /**
       * You can pass in flags and a description to customise the built-in help option.
       * Pass in false to disable the built-in help option.
       *
       * @example
       * program.helpOption('-?, --help' 'show help'); // customise
       * program.helpOption(false); // disable
       *
       * @param {(string | boolean)} flags
       * @param {string} [description]
       * @return {Command} `this` command for chaining
       */
      helpOption(flags, description) {
        if (typeof flags === "boolean") {
          if (flags) {
            if (this._helpOption === null) this._helpOption = void 0;
            if (this._defaultOptionGroup) {
              this._initOptionGroup(this._getHelpOption());
            }
          } else {
            this._helpOption = null;
          }
          return this;
        }
        this._helpOption = this.createOption(
          flags ?? "-h, --help",
          description ?? "display help for command"
        );
        if (flags || description) this._initOptionGroup(this._helpOption);
        return this;
      }
      /**
       * Lazy create help option.
       * Returns null if has been disabled with .helpOption(false).
       *
       * @returns {(Option | null)} the help option
       * @package
       */
      _getHelpOption() {
        if (this._helpOption === void 0) {
          this.helpOption(void 0, void 0);
        }
        return this._helpOption;
      }
      /**
       * Supply your own option to use for the built-in help option.
       * This is an alternative to using helpOption() to customise the flags and description etc.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addHelpOption(option) {
        this._helpOption = option;
        this._initOptionGroup(option);
        return this;
      }
      /**
       * Output help information and exit.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      help(contextOptions) {
        this.outputHelp(contextOptions);
        let exitCode = Number(process2.exitCode ?? 0);
        if (exitCode === 0 && contextOptions && typeof contextOptions !== "function" && contextOptions.error) {
          exitCode = 1;
        }
        this._exit(exitCode, "commander.help", "(outputHelp)");
      }
      /**
       * // Do a little typing to coordinate emit and listener for the help text events.
       * @typedef HelpTextEventContext
       * @type {object}
       * @property {boolean} error
       * @property {Command} command
       * @property {function} write
       */
      /**
       * Add additional text to be displayed with the built-in help.
       *
       * Position is 'before' or 'after' to affect just this command,
       * and 'beforeAll' or 'afterAll' to affect this command and all its subcommands.
       *
       * @param {string} position - before or after built-in help
       * @param {(string | Function)} text - string to add, or a function returning a string
       * @return {Command} `this` command for chaining
       */
      addHelpText(position, text2) {
        const allowedValues = ["beforeAll", "before", "after", "afterAll"];
        if (!allowedValues.includes(position)) {
          throw new Error(`Unexpected value for position to addHelpText.
Expecting one of '${allowedValues.join("', '")}'`);
        }
        const helpEvent = `${position}Help`;
        this.on(helpEvent, (context) => {
          let helpStr;
          if (typeof text2 === "function") {
            helpStr = text2({ error: context.error, command: context.command });
          } else {
            helpStr = text2;
          }
          if (helpStr) {
            context.write(`${helpStr}
`);
          }
        });
        return this;
      }
      /**
       * Output help information if help flags specified
       *
       * @param {Array} args - array of options to search for help flags
       * @private
       */
      _outputHelpIfRequested(args) {
        const helpOption = this._getHelpOption();
        const helpRequested = helpOption && args.find((arg) => helpOption.is(arg));
        if (helpRequested) {
          this.outputHelp();
          this._exit(0, "commander.helpDisplayed", "(outputHelp)");
        }
      }
    };
    function incrementNodeInspectorPort(args) {
      return args.map((arg) => {
        if (!arg.startsWith("--inspect")) {
          return arg;
        }
        let debugOption;
        let debugHost = "127.0.0.1";
        let debugPort = "9229";
        let match2;
        if ((match2 = arg.match(/^(--inspect(-brk)?)$/)) !== null) {
          debugOption = match2[1];
        } else if ((match2 = arg.match(/^(--inspect(-brk|-port)?)=([^:]+)$/)) !== null) {
          debugOption = match2[1];
          if (/^\d+$/.test(match2[3])) {
            debugPort = match2[3];
          } else {
            debugHost = match2[3];
          }
        } else if ((match2 = arg.match(/^(--inspect(-brk|-port)?)=([^:]+):(\d+)$/)) !== null) {
          debugOption = match2[1];
          debugHost = match2[3];
          debugPort = match2[4];
        }
        if (debugOption && debugPort !== "0") {
          return `${debugOption}=${debugHost}:${parseInt(debugPort) + 1}`;
        }
        return arg;
      });
    }
    function useColor() {
      if (process2.env.NO_COLOR || process2.env.FORCE_COLOR === "0" || process2.env.FORCE_COLOR === "false")
        return false;
      if (process2.env.FORCE_COLOR || process2.env.CLICOLOR_FORCE !== void 0)
        return true;
      return void 0;
    }
    exports.Command = Command2;
    exports.useColor = useColor;
  }
});

// node_modules/commander/index.js
var require_commander = __commonJS({
  "node_modules/commander/index.js"(exports) {
    var { Argument: Argument2 } = require_argument();
    var { Command: Command2 } = require_command();
    var { CommanderError: CommanderError2, InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var { Help: Help2 } = require_help();
    var { Option: Option2 } = require_option();
    exports.program = new Command2();
    exports.createCommand = (name) => new Command2(name);
    exports.createOption = (flags, description) => new Option2(flags, description);
    exports.createArgument = (name, description) => new Argument2(name, description);
    exports.Command = Command2;
    exports.Option = Option2;
    exports.Argument = Argument2;
    exports.Help = Help2;
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
    exports.InvalidOptionArgumentError = InvalidArgumentError2;
  }
});

// node:path
var { basename, dirname, extname, join, posix, relative, resolve } = process.getBuiltinModule?.("node:path") ?? {};

// src/core/cache.ts
var CACHE_REASONS = {
  absent: { refusal: false, says: "there is none" },
  expired: { refusal: false, says: "it is older than it may be" },
  epoch: { refusal: false, says: "it is of another epoch" },
  "from-the-future": { refusal: true, says: "it says that it was made later than now" },
  tier: { refusal: true, says: "its signer may not seal for this run" },
  "signer-not-allowed": { refusal: true, says: "none of the allowed signers sealed it" },
  "seal-invalid": { refusal: true, says: "its seal cannot be read, or its signature is wrong" },
  "key-mismatch": { refusal: true, says: "it was sealed for another key" },
  "digest-mismatch": { refusal: true, says: "it is not what was sealed; it was changed in the store" },
  "entry-unsafe": { refusal: true, says: "it holds what no entry may hold" },
  "too-large": { refusal: true, says: "it is larger than an entry may be" },
  "store-read-only": { refusal: false, says: "this run may not write to the store" },
  "store-error": { refusal: false, says: "the store did not answer as it should" },
  "not-read": { refusal: false, says: "this run reads none of its kind" },
  "no-signers": { refusal: false, says: "no signer is allowed here" },
  "no-key": { refusal: false, says: "this run has no key to seal with" },
  "inputs-changed": { refusal: false, says: "inputs changed while the job ran" },
  "target-error": { refusal: false, says: "it could not be put in place" },
  "not-kept": { refusal: false, says: "what was made cannot be kept" }
};
function missText({ code: code2, detail }) {
  return `${code2}: ${CACHE_REASONS[code2].says}${detail === "" ? "" : ` (${detail})`}`;
}
function isRefusal({ outcome, reason }) {
  const asked = outcome === "restored" || outcome === "missed";
  return asked && reason !== void 0 && CACHE_REASONS[reason.code].refusal;
}

// src/core/errno.ts
function errnoText(errno2) {
  const known = {
    ENOSPC: "no space left on the device",
    EACCES: "permission denied",
    EPERM: "not permitted",
    EROFS: "the file system is read-only",
    ENOENT: "it does not exist",
    ENOTDIR: "part of the path is not a folder",
    EISDIR: "it is a folder",
    ELOOP: "a loop of links",
    EMFILE: "too many open files",
    ENAMETOOLONG: "the name is too long",
    EIO: "a read or write error of the device"
  };
  return Object.hasOwn(known, errno2) ? `${known[errno2]} (${errno2})` : errno2;
}

// src/core/failure-table-artifacts.ts
var ARTIFACT_FAILURES = {
  "image-invalid": {
    exit: 4,
    when: "an image, or an archive or layout of one, is not what the specifications say, or more than is read",
    message: (f) => `${f.what} cannot be used: ${f.message}`
  },
  "digest-mismatch": {
    exit: 4,
    when: "bytes are not those that their digest names",
    message: (f) => `${f.what} is not what it was said to be: wanted ${f.expected}, found ${f.found}`,
    next: () => "do not use it; find out who wrote to where it came from"
  },
  "base-mismatch": {
    exit: 2,
    when: "what goes into an image does not run on its base: another interpreter, platform or C library",
    message: (f) => `${f.base} ${f.message}`,
    next: () => "choose another base, or change what the project asks for"
  },
  "base-changed": {
    exit: 4,
    when: "what sealsmith.lock pins of a base cannot be had any more",
    message: (f) => `${f.base} is not as sealsmith.lock pins it: ${f.message}`,
    next: () => "sealsmith image lock --update shows what changed, and takes it"
  },
  "lock-invalid": {
    exit: 2,
    when: "sealsmith.lock cannot be read",
    message: (f) => `${f.path}: ${f.message}`,
    next: () => "take it from version control again, or remove it and run sealsmith image lock"
  },
  "image-build-failed": {
    exit: 1,
    when: "an image could not be built: a line of the Dockerfile failed, dependencies cannot be had",
    message: (f) => `${f.builder}: ${f.message}`,
    next: (f) => f.next
  },
  "engine-unavailable": {
    exit: 5,
    when: "a container engine, or a program that makes bases, is there but does not do its work",
    message: (f) => `${f.engine} cannot be used: ${f.message}`
  },
  "check-failed": {
    exit: 1,
    when: "the image was started and did not answer as it should; nothing was pushed",
    message: (f) => `the image does not work: ${f.message}`,
    next: (f) => f.next
  },
  "registry-refused": {
    exit: (f) => f.why === "invalid" ? 4 : 5,
    when: "a registry said no: no credentials, no right, no such image, too many requests",
    message: (f) => `${f.registry} refused to ${f.doing} ${f.repository}: ${REGISTRY_TROUBLE[f.why]} (as ${f.as})` + (f.detail === "" ? "" : `: ${f.detail}`),
    next: (f) => registryNext(f.why, f.registry)
  },
  "registry-unreachable": {
    exit: 5,
    when: "a registry does not answer",
    message: (f) => `${f.registry} does not answer (to ${f.doing}): ${f.detail}`
  },
  "signing-key-invalid": {
    exit: 2,
    when: "a file or variable that should hold a key to sign or verify with does not, or holds one of a kind that is not used",
    message: (f) => `${f.what} holds no key that can be used: ${f.message}`,
    next: () => "sealsmith keys generate makes a pair that cosign reads as well"
  },
  "signing-key-locked": {
    exit: 2,
    when: "the password of an encrypted key is wrong or was not given",
    message: (f) => f.why === "no-password" ? `${f.what} is encrypted, and no password was given` : `${f.what} does not open with the password that was given`,
    next: () => "set SEALSMITH_SIGNING_PASSWORD (or COSIGN_PASSWORD) to its password, for this run alone"
  },
  "signing-impossible": {
    exit: 2,
    when: "a plan that signs, where no signer of the settings can: no key, no identity, a forge that the public Sigstore does not know, a private repository",
    message: (f) => f.message,
    next: (f) => f.next
  },
  "identity-unusable": {
    exit: 2,
    when: "the token that says who signs is not there, not for sigstore, or over",
    message: (f) => `no identity from ${f.from}: ${f.message}`,
    next: (f) => f.next
  },
  "sigstore-refused": {
    exit: 5,
    when: "a service that signing needs (certificate authority, log, timestamp authority, token service) said no",
    message: (f) => `${f.service} refused to ${f.doing} (status ${f.status})${f.detail === "" ? "" : `: ${f.detail}`}`,
    next: (f) => f.status === 429 || f.status >= 500 ? "try again later" : void 0
  },
  "sigstore-unreachable": {
    exit: 5,
    when: "a service that signing or verifying needs does not answer",
    message: (f) => `${f.service} does not answer (to ${f.doing}): ${f.detail}`,
    next: () => "try again later: without its answer nothing is signed, and nothing counts as verified"
  },
  "sigstore-invalid": {
    exit: 4,
    when: "a service that signing needs answered with something else than was asked for",
    message: (f) => `${f.service} gave an answer that is not used: ${f.message}`
  },
  "services-invalid": {
    exit: 2,
    when: "a signing config or trusted root cannot be used",
    message: (f) => `${f.path} cannot be used: ${f.message}`
  },
  "not-verified": {
    exit: (f) => f.exit,
    when: 'the step verify came to another verdict than "pass"; `sealsmith verify` ends with the same status',
    message: (f) => `${f.subject} does not meet what is expected: ${f.reasons.join(", ")}`,
    next: () => "the log has every check; sealsmith verify --explain says what each one stops"
  },
  "not-reproduced": {
    exit: 4,
    when: "`reproduce` made a run again, and a job or an artifact is not what the record says; or the commit does not say what the record says was done, and nothing was run",
    message: (f) => f.ran ? `${f.commit} was made again and differs: ${f.differs.join(", ")}` : `${f.commit} does not say what the record says was done, so nothing was run: ${f.differs.join(", ")}`,
    next: (f) => f.ran ? void 0 : "take the record from where it was made: this one was changed, or is of other settings"
  },
  "reproduce-impossible": {
    exit: (f) => ["commit-absent", "image-absent", "engine", "program"].includes(f.why) ? 5 : 2,
    when: "a run cannot be made again: its tree was dirty, its record names no commit or no image, or the commit, the image or an engine is not here",
    message: (f) => f.message,
    next: (f) => f.next
  }
};
var REGISTRY_TROUBLE = {
  unauthorized: "it wants to know who asks",
  denied: "not allowed",
  "not-found": "there is no such thing",
  "rate-limited": "too many requests",
  "too-large": "too large",
  invalid: "it does not take what was sent",
  unsupported: "it cannot do that",
  failing: "it has a fault"
};
function registryNext(why, registry) {
  switch (why) {
    case "unauthorized":
      return `docker login ${registry}, or set the credentials that docs/images.md names`;
    case "denied":
      return "whoever owns the repository must give this account the right to it";
    case "rate-limited":
    case "failing":
      return "try again later";
    case "not-found":
      return "check the name and the digest; a registry may also hide what an account may not read";
    case "too-large":
    case "invalid":
    case "unsupported":
      return void 0;
  }
}

// src/core/failure-table-handoff.ts
var HANDOFF_FAILURES = {
  "record-refused": {
    exit: 4,
    when: "the record of a job before is not the one that was named, of another commit, of a run that failed or of a tree with changes, tells of nothing that was made, or contradicts the commit or another record; or on a forge nobody named one to a job that pushes, signs or verifies",
    message: refusedRecord,
    next: nextOf
  },
  "source-unreachable": {
    exit: 5,
    when: "with --bare: the commit cannot be fetched from the forge",
    message: (f) => `the commit cannot be fetched from ${f.url}: ${f.detail}`,
    next: () => "see that the job may read the repository: its token is GITHUB_TOKEN, on GitLab CI_JOB_TOKEN"
  }
};
function nextOf(f) {
  switch (f.why) {
    case "unnamed":
      return "give --record with what the job before had as record-digest (on GitLab: in .sealsmith/handoff.env)";
    case "nothing-made":
      return "name the record of the job that made or pushed it";
    case "dirty":
      return "commit what was changed before that job ran, or let git ignore the files that were new";
    default:
      return "take the artifacts of this very pipeline, and the digests that its jobs gave";
  }
}
function refusedRecord(f) {
  switch (f.why) {
    case "unnamed":
      return `${f.wantedBy} speaks for what a job before made, and nothing but a file says what that was`;
    case "absent":
      return `the record sha256:${f.digest} is not in .sealsmith/runs`;
    case "failed":
      return `the record sha256:${f.digest} is that of a run that failed (exit ${f.exit})`;
    case "not-of-commit":
      return `the record sha256:${f.digest} says of ${f.path} what is not so in the commit`;
    case "dirty":
      return `the record sha256:${f.digest} is of a tree with changes that are in no commit`;
    case "nothing-made":
      return `${f.wantedBy} speaks for what was made, and the named records tell of no ${f.fact === "image" ? "image" : "image and no binary"}`;
    case "other-commit":
      return `the record sha256:${f.digest} is about ${f.found ?? "no commit"}, and this run about ${f.wanted ?? "none"}`;
    case "conflict":
      return `the records sha256:${f.digests[0]} and sha256:${f.digests[1]} say different things of ${f.fact}`;
  }
}

// src/core/failure-table.ts
var seconds = (milliseconds) => `${Math.round(milliseconds / 100) / 10} s`;
var FAILURES = {
  usage: {
    exit: 2,
    when: "a mistyped command, step, flag or value on the command line",
    message: (f) => f.message,
    next: (f) => f.nearest === void 0 ? void 0 : `did you mean "${f.nearest}"?`
  },
  "config-invalid": {
    exit: 2,
    when: "the configuration file does not parse, or says something that is not allowed",
    message: (f) => f.problems.map(({ place: place3, message }) => `${place3.file}:${place3.line}:${place3.column}  ${message}`).join("\n")
  },
  "config-absent": {
    exit: 2,
    when: "the file named by --config does not exist",
    message: (f) => `no configuration at ${f.path}`,
    next: () => "check --config, or leave it out: everything can be detected"
  },
  "config-exists": {
    exit: 2,
    when: "`init` would have to overwrite a file",
    message: (f) => `${f.path} exists; init never overwrites`,
    next: () => "edit it, or move it away first"
  },
  "pipeline-foreign": {
    exit: 2,
    when: "`generate` would have to overwrite a file that it did not write, or that was changed since",
    message: (f) => f.why === "not-ours" ? `${f.path} was not written by generate, which overwrites only what is its own` : `${f.path} was changed by hand since generate wrote it`,
    next: () => "look at it; --force overwrites it, --output writes somewhere else"
  },
  "pipeline-outdated": {
    exit: 3,
    when: "`generate --check` found that the file does not fit the plan, or that there is none",
    message: (f) => f.first === void 0 ? `there is no ${f.path}` : `${f.path} does not fit the plan, first in line ${f.first.line}
has    ${f.first.has}
wants  ${f.first.wants}`,
    next: () => "sealsmith generate writes it again"
  },
  "not-a-folder": {
    exit: 2,
    when: "the folder named by --cwd does not exist",
    message: (f) => `${f.path} is not a folder`,
    next: () => "check --cwd"
  },
  "nothing-detected": {
    exit: 2,
    when: "no toolchain fits and no step is configured",
    message: (f) => `nothing to do in ${f.root}: no Python, Node or Go project and no steps in sealsmith.yml`,
    next: () => 'start in the folder of the project (--cwd), or give a step a "run" line in sealsmith.yml (sealsmith init begins one)'
  },
  "toolchain-ambiguous": {
    exit: 2,
    when: "one folder holds the files of two toolchains",
    message: (f) => `this folder is several projects: ${f.found.map((t) => `${t.name} (${t.file})`).join(", ")}`,
    next: (f) => `write "toolchain: ${f.found[0]?.name ?? "python"}" into sealsmith.yml, or run each in a folder of its own`
  },
  "project-invalid": {
    exit: 2,
    when: "one of the project's own files (package.json, pyproject.toml, a lock file) cannot be used",
    message: (f) => `${f.file}: ${f.message}`,
    next: (f) => f.next
  },
  "step-cycle": {
    exit: 2,
    when: "steps wait for each other",
    message: (f) => `steps wait for each other: ${f.steps.join(" → ")}`,
    next: () => 'take one "after" of them out of sealsmith.yml'
  },
  "outputs-overlap": {
    exit: 2,
    when: "two jobs own the same output",
    message: (f) => `${f.jobs[0]} and ${f.jobs[1]} both write ${f.path}`,
    next: () => 'give each its own path in "outputs"'
  },
  "output-tracked": {
    exit: 2,
    when: "an output of a job is, or holds, a file that git tracks",
    message: (f) => `${f.job} owns ${f.path}, but git tracks files there; an output is set aside before each run`,
    next: (f) => f.path === ".venv" || f.path === "node_modules" ? `git rm -r --cached ${f.path}, and add it to .gitignore` : 'write to a folder of its own, and name that in "outputs"'
  },
  "output-outside": {
    exit: 2,
    when: "an output of a job lies outside the workspace, because a folder above it is a link",
    message: (f) => `${f.job} owns ${f.path}, but that lies outside the workspace, at ${f.place}`,
    next: () => 'name a path in "outputs" that no link leads away from'
  },
  "variable-unset": {
    exit: 2,
    when: "a declared variable has no value",
    message: (f) => `${f.wantedBy} reads ${f.name}, which is not set`,
    next: (f) => `set ${f.name} in the environment of this run; a step sees only what its env and secrets name`
  },
  "fact-missing": {
    exit: 2,
    when: "`--only` left out the step that gives what this one needs, and the record of the run before does not have it",
    message: (f) => `${f.wantedBy} needs ${f.fact}, which the record of the run before does not have`,
    next: () => "leave --only out, so that what is needed runs first"
  },
  "fact-stale": {
    exit: 4,
    when: "a file that a job or an earlier run left is not what it was then",
    message: (f) => `${f.fact} no longer holds: ${f.file} changed since it was learned`,
    next: () => "leave --only out, so that it is made again"
  },
  "record-invalid": {
    exit: 4,
    when: "a record cannot be read, or its name is not its digest",
    message: (f) => `${f.path} is not a record: ${f.message}`,
    next: () => "take the record from the job that made it again, or remove the file and run"
  },
  "tool-missing": {
    exit: 5,
    when: "a program that the plan needs is not on this machine",
    message: (f) => `${f.wantedBy} needs ${f.tool}, which is not on this machine`,
    next: (f) => f.get
  },
  "tool-broken": {
    exit: 5,
    when: "a program is there but does not tell its version",
    message: (f) => `${f.tool} at ${f.path} does not work: ${f.message}`,
    next: () => "repair or remove it; sealsmith doctor shows every tool of the plan"
  },
  "git-refused": {
    exit: 5,
    when: "a job owns an output, and git does not say what it tracks there: the repository is of another owner, or broken",
    message: (f) => {
      switch (f.why) {
        case "owner":
          return `git does not read the repository of ${f.path}, because it belongs to another user`;
        case "slow":
          return `git takes too long to read the repository of ${f.path}`;
        case "broken":
          return `git cannot read the repository of ${f.path}: ${f.detail}`;
      }
    },
    next: (f) => f.why === "owner" ? f.detail : 'see what "git status" says in this folder'
  },
  "key-unusable": {
    exit: 4,
    when: "a file that holds a private key of ours is open to others, belongs to somebody else, or is no such file",
    message: (f) => `the key at ${f.path} is not used, because ${f.why}`,
    next: () => "if nobody else was at it, close it (chmod 700 the folder, 600 the file); else remove it, and a new one is made"
  },
  "workspace-busy": {
    exit: 5,
    when: "another run is at work in the same folder",
    message: (f) => `another run (process ${f.pid}) is at work here: ${f.path}`,
    next: () => "wait until it is over, or end it"
  },
  system: {
    exit: 5,
    when: "the machine refused: no space, no permission, a read error",
    message: (f) => `cannot ${f.doing} ${f.path}: ${errnoText(f.errno)}`,
    next: (f) => f.errno === "ENOSPC" ? "free some space and run again: what was finished is kept" : void 0
  },
  "command-failed": {
    exit: 1,
    when: "a command of the project ended with another status than 0",
    message: (f) => `${f.job}: ${f.command} ended with ${f.exit}`
  },
  "command-killed": {
    exit: 1,
    when: "a command was ended by a signal that we did not send",
    message: (f) => `${f.job}: ${f.command} was ended by ${f.signal}`,
    next: (f) => f.signal === "SIGKILL" ? "out of memory is the usual cause" : void 0
  },
  "command-timeout": {
    exit: 1,
    when: "a job took longer than its limit",
    message: (f) => `${f.job}: ${f.command} was still running after ${seconds(f.limit)} and was ended`,
    next: (f) => `steps.${f.job.split("/")[0]}.timeout sets the limit`
  },
  "output-missing": {
    exit: 1,
    when: "a job ended well but did not write what it owns",
    message: (f) => `${f.job} ended well but did not write ${f.path}`,
    next: () => 'correct "outputs", or the command'
  },
  "output-invalid": {
    exit: 1,
    when: "a job's output cannot be read (a broken JUnit file, an archive that is no archive)",
    message: (f) => `${f.job}: ${f.path}: ${f.message}`
  },
  "cache-refused": {
    exit: 4,
    when: "with --strict: an entry of the cache was there and was not what it should be; the run went on without it",
    message: (f) => `cache entry of ${f.entry} refused: ${missText({ code: f.reason, detail: f.detail })}`,
    next: () => "find out who wrote to the store; sealsmith cache verify --all looks at every entry"
  },
  "cache-unreachable": {
    exit: 5,
    when: "a command that looks at the cache cannot: its store does not answer, or a key of ours is unusable",
    message: (f) => `the cache cannot be looked at: ${missText({ code: f.reason, detail: f.detail })}`,
    next: () => "sealsmith doctor says which store it is, and who may seal"
  },
  ...ARTIFACT_FAILURES,
  ...HANDOFF_FAILURES,
  interrupted: {
    exit: (f) => f.signal === "SIGINT" ? 130 : 143,
    when: "Ctrl-C, or the runner ended the job",
    message: (f) => f.signal === "SIGINT" ? "stopped by Ctrl-C" : "stopped by SIGTERM"
  },
  bug: {
    exit: 70,
    when: "an exception escaped: always a bug of ours",
    message: (f) => `a bug of sealsmith: ${f.message}`,
    next: () => "please report it with the output of --verbose"
  }
};

// src/core/failure.ts
function explain(failure2) {
  const entry2 = FAILURES[failure2.code];
  return { message: entry2.message(failure2), next: entry2.next?.(failure2) };
}
function exitOf(failure2) {
  const { exit } = FAILURES[failure2.code];
  return typeof exit === "function" ? exit(failure2) : exit;
}
function worstExit(failures2) {
  const order3 = [130, 143, 70, 4, 3, 2, 5, 1];
  const found = new Set(failures2.map(exitOf));
  return order3.find((status2) => found.has(status2)) ?? (failures2.length === 0 ? 0 : 70);
}

// node:util
var { TextDecoder: TextDecoder2, parseEnv, stripVTControlCharacters } = process.getBuiltinModule?.("node:util") ?? {};

// src/report/escape.ts
var ESC = String.fromCharCode(27);
var CSI = String.fromCharCode(155);
var BEL = String.fromCharCode(7);
var ST = String.fromCharCode(156);
var UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
var SHAPING = /^(?:\u200c|\u200d|\ufe0e|\ufe0f)$/;
function visible(text2) {
  return text2.replace(UNSEEN, (char) => SHAPING.test(char) ? char : code(char));
}
function linesOf(text2) {
  const lines2 = text2.split(/\r\n|\n|\r/);
  if (lines2.at(-1) === "") lines2.pop();
  return lines2;
}
function outputLine(line, color) {
  if (PLAIN.test(line)) return line;
  let out = "";
  let from = 0;
  let colored = false;
  for (const sequence3 of line.matchAll(SEQUENCE)) {
    out += printable(line.slice(from, sequence3.index));
    from = sequence3.index + sequence3[0].length;
    const codes = sequence3[1] === void 0 ? [] : harmless(sequence3[1]);
    if (!color || codes.length === 0) continue;
    out += `${ESC}[${codes.join(";")}m`;
    colored = true;
  }
  out += printable(line.slice(from));
  return colored ? `${out}${ESC}[0m` : out;
}
function inertForGithub(line) {
  return line.replace(/^(\s*):(?=:)/, "$1\\:").replaceAll("##[", "##\\[");
}
function inertForUnknown(line) {
  return line.replace(/##(\w*)\[/g, "##$1\\[");
}
function inertForGitlab(line) {
  return line.replace(/section_(start|end):(?=\d)/g, "section_$1\\:");
}
function workflowCommand(name, properties, data) {
  const given2 = Object.entries(properties).filter(([, value]) => value !== "");
  const list3 = given2.map(
    ([key, value]) => `${key}=${encoded(value).replaceAll(":", "%3A").replaceAll(",", "%2C")}`
  );
  return `::${name}${list3.length === 0 ? "" : ` ${list3.join(",")}`}::${encoded(data)}`;
}
function markup(text2) {
  return text2.replace(UNSEEN, (char) => char === "\n" || char === "	" || SHAPING.test(char) ? char : code(char)).replace(/[\ufffe\uffff]/g, code).replace(/[&<>"']/g, entity);
}
function markdownText(text2) {
  return visible(text2).replace(
    /[^\p{L}\p{N}\p{M}\p{Emoji_Presentation} ,/()=?+…→·–-]/gu,
    (char) => entity(char)
  );
}
function mermaidText(text2) {
  return visible(text2).replace(
    /[^\p{L}\p{N}\p{M} .,/()=?+…→·–-]/gu,
    (char) => `#${char.codePointAt(0) ?? 0};`
  );
}
var PLAIN = /^[\t -~\u00a1-\u00ac\u00ae-\u02ff]*$/;
var SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${CSI})(?:([0-9;]*)m|[0-?]*[ -/]*[@-~])`,
    `${ESC}[\\]PX^_][^${BEL}${ESC}${ST}]*(?:${BEL}|${ESC}\\\\|${ST})`,
    `${ESC}[ -/]*[0-~]`
  ].join("|"),
  "g"
);
function printable(text2) {
  return text2.replace(UNSEEN, (char) => char === "	" || SHAPING.test(char) ? char : code(char));
}
function harmless(parameters) {
  const codes = parameters === "" ? ["0"] : parameters.split(";").slice(0, 8);
  const extended = codes.some((one) => one === "38" || one === "48" || one === "58");
  return extended ? [] : codes.filter((one) => /^(?:0{0,2}|1|3|4|22|23|24|3[1-79]|9[1-7])$/.test(one));
}
function encoded(text2) {
  return text2.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
function entity(char) {
  return `&#${char.codePointAt(0) ?? 0};`;
}
function code(char) {
  const known = { "\n": "\\n", "\r": "\\r", "	": "\\t" };
  const point = char.codePointAt(0) ?? 0;
  if (Object.hasOwn(known, char)) return known[char] ?? "";
  if (point < 256) return `\\x${point.toString(16).padStart(2, "0")}`;
  return point < 65536 ? `\\u${point.toString(16).padStart(4, "0")}` : `\\u{${point.toString(16)}}`;
}

// src/core/record.ts
var RECORD_SCHEMA = "sealsmith-record/1";
function hasPassed(state) {
  return state === "done" || state === "fresh" || state === "restored";
}

// src/report/look.ts
function paint(text2, tone, look2) {
  const code2 = CODES[tone];
  return look2.color && code2 !== "" && text2 !== "" ? `${ESC2}[${code2}m${text2}${ESC2}[0m` : text2;
}
function mark(kind, look2) {
  const { sign: sign3, word, tone } = MARKS[kind];
  return paint(look2.marks === "tree" ? sign3 : word.padEnd(4), tone, look2);
}
function markWidth(look2) {
  return look2.marks === "tree" ? 1 : 4;
}
var ESC2 = String.fromCharCode(27);
var CODES = {
  good: "32",
  bad: "31",
  warn: "33",
  quiet: "2",
  strong: "1",
  none: ""
};
var MARKS = {
  ok: { sign: "✓", word: "ok", tone: "good" },
  same: { sign: "✓", word: "same", tone: "quiet" },
  fail: { sign: "✗", word: "fail", tone: "bad" },
  stop: { sign: "■", word: "stop", tone: "warn" },
  skip: { sign: "–", word: "skip", tone: "quiet" },
  run: { sign: "›", word: "run", tone: "warn" },
  wait: { sign: "·", word: "wait", tone: "quiet" },
  note: { sign: "!", word: "note", tone: "warn" },
  made: { sign: "→", word: "made", tone: "good" },
  none: { sign: " ", word: "", tone: "none" }
};

// src/report/width.ts
function cells(text2) {
  if (ASCII.test(text2)) return text2.length;
  let width = 0;
  let joined = false;
  for (const char of stripVTControlCharacters(text2)) {
    if (char === "‍") joined = true;
    else if (joined) joined = false;
    else width += cellsOf(char);
  }
  return width;
}
function cut(text2, width) {
  if (cells(text2) <= width) return text2;
  if (width < 1) return "";
  let out = "";
  let room = width - 1;
  for (const char of text2) {
    room -= cellsOf(char);
    if (room < 0) break;
    out += char;
  }
  return `${out.trimEnd()}…`;
}
function padEnd(text2, width) {
  return text2 + " ".repeat(Math.max(0, width - cells(text2)));
}
function padStart(text2, width) {
  return " ".repeat(Math.max(0, width - cells(text2))) + text2;
}
function wrap(text2, width, most = Number.POSITIVE_INFINITY) {
  const room = Math.max(1, width);
  const lines2 = [];
  let line = "";
  for (const word of text2.split(" ").flatMap((part2) => pieces(part2, room))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (cells(longer) <= room) line = longer;
    else {
      lines2.push(line);
      line = word;
    }
  }
  lines2.push(line);
  if (lines2.length <= most) return lines2;
  const kept = lines2.slice(0, most);
  return [...kept.slice(0, -1), cut(`${kept.at(-1) ?? ""} ${lines2[most] ?? ""}`, room)];
}
function clauses(parts, columns) {
  const lines2 = [];
  for (const part2 of parts) {
    const last = lines2.at(-1);
    if (last !== void 0 && cells(last) + 3 + cells(part2) <= columns)
      lines2[lines2.length - 1] = `${last} · ${part2}`;
    else lines2.push(cut(part2, columns));
  }
  return lines2;
}
var ASCII = /^[ -~]*$/;
var NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
var EMOJI = new RegExp("^\\p{Emoji_Presentation}$", "u");
function cellsOf(char) {
  const code2 = char.codePointAt(0) ?? 0;
  if (code2 < 768) return NO_CELL.test(char) ? 0 : 1;
  if (NO_CELL.test(char)) return 0;
  return wide(code2) || EMOJI.test(char) ? 2 : 1;
}
function wide(code2) {
  return code2 >= 4352 && code2 <= 4447 || code2 >= 11904 && code2 <= 12350 || code2 >= 12353 && code2 <= 42191 || code2 >= 43360 && code2 <= 43388 || code2 >= 44032 && code2 <= 55203 || code2 >= 63744 && code2 <= 64255 || code2 >= 65072 && code2 <= 65135 || code2 >= 65281 && code2 <= 65376 || code2 >= 65504 && code2 <= 65510 || code2 >= 127744 && code2 <= 128591 || code2 >= 129280 && code2 <= 129535 || code2 >= 131072 && code2 <= 262141;
}
function pieces(word, room) {
  if (cells(word) <= room) return [word];
  const found = [];
  let piece = "";
  for (const char of word) {
    if (piece !== "" && cells(piece) + cellsOf(char) > room) {
      found.push(piece);
      piece = "";
    }
    piece += char;
  }
  return [...found, piece];
}

// src/report/failure.ts
var SHOWN = { tests: 10, messageLines: 6, tailLines: 20 };
function failureClause(how) {
  if (how.failure === void 0) return "";
  const message = visible(explain(how.failure).message);
  const prefix = `${visible(how.id)}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}
function failureBlock(how, tail, look2) {
  const clause = failureClause(how);
  const title2 = clause === "" ? visible(how.id) : `${visible(how.id)}: ${clause}`;
  const hang = cells(mark("fail", { ...look2, color: false })) + 3;
  const lines2 = wrap(title2, look2.columns - hang, 6).map(
    (text2, at3) => at3 === 0 ? `  ${mark("fail", look2)} ${paint(text2, "strong", look2)}` : " ".repeat(hang) + paint(text2, "strong", look2)
  );
  const evidence = how.failedTests.length > 0 ? failedTests(how.failedTests, look2) : outputTail(how.failure, tail, look2);
  return evidence.length === 0 ? lines2 : [...lines2, "", ...evidence];
}
function failureText(failure2, exit, look2, verbose) {
  if (failure2.code === "config-invalid") {
    const places = failure2.problems.map(
      ({ place: place3 }) => visible(`${place3.file}:${place3.line}:${place3.column}`)
    );
    const left = Math.min(32, Math.max(0, ...places.map(cells))) + 2;
    const lines3 = failure2.problems.flatMap(
      ({ message: message2 }, at3) => problem(places[at3] ?? "", visible(message2), left, look2)
    );
    const total = failure2.problems.length;
    return [...lines3, `${total} problem${total === 1 ? "" : "s"} (exit ${exit})`];
  }
  const { message, next } = explain(failure2);
  const hang = cells(mark("fail", { ...look2, color: false })) + 1;
  const room = look2.columns - hang;
  const text2 = linesOf(message).flatMap(
    (line, at3, all2) => wrap(at3 === all2.length - 1 ? `${visible(line)} (exit ${exit})` : visible(line), room)
  );
  const lines2 = text2.map(
    (line, at3) => at3 === 0 ? `${mark("fail", look2)} ${line}` : " ".repeat(hang) + line
  );
  if (failure2.code === "bug" && verbose)
    lines2.push(...linesOf(failure2.stack).map((line) => `    ${visible(line)}`));
  if (next !== void 0) lines2.push(...nextLine([visible(next)], look2));
  return lines2;
}
function nextLine(ways, look2) {
  if (ways.length === 0) return [];
  const lines2 = [];
  for (const way of ways) {
    const last = lines2.at(-1);
    if (last !== void 0 && cells(last) + cells(way) + 5 <= look2.columns - 6)
      lines2[lines2.length - 1] = `${last}  ·  ${way}`;
    else lines2.push(...wrap(way, look2.columns - 6));
  }
  return lines2.map((line, at3) => at3 === 0 ? `${paint("next:", "strong", look2)} ${line}` : `      ${line}`);
}
function placeOf(test2) {
  if (test2.file === void 0) return "";
  return test2.line === void 0 ? visible(test2.file) : visible(`${test2.file}:${test2.line}`);
}
function failedTests(tests, look2) {
  const lines2 = [];
  for (const test2 of tests.slice(0, SHOWN.tests)) {
    const place3 = placeOf(test2);
    const name = visible(test2.name);
    if (place3 === "") lines2.push(`    ${cut(name, look2.columns - 4)}`);
    else if (4 + cells(place3) + 2 + cells(name) <= look2.columns)
      lines2.push(`    ${paint(place3, "strong", look2)}  ${name}`);
    else
      lines2.push(
        `    ${paint(cut(place3, look2.columns - 4), "strong", look2)}`,
        `    ${cut(name, look2.columns - 4)}`
      );
    const message = linesOf(test2.message).filter((line) => line.trim() !== "");
    for (const line of message.slice(0, SHOWN.messageLines))
      lines2.push(`      ${cutOutput(line, look2.columns - 6)}`);
    if (message.length > SHOWN.messageLines) lines2.push("      …");
  }
  const left = tests.length - SHOWN.tests;
  if (left > 0) lines2.push(`    … and ${left} more`);
  return lines2;
}
function outputTail(failure2, tail, look2) {
  const bar = look2.marks === "tree" ? "│" : "|";
  const lines2 = tail.slice(-SHOWN.tailLines).map((line) => `    ${paint(bar, "quiet", look2)} ${cutOutput(line, look2.columns - 6)}`);
  return failure2 === void 0 || lines2.length === 0 ? [] : lines2;
}
function cutOutput(line, width) {
  return cut(outputLine(line, false).replaceAll("	", "    "), width);
}
function problem(place3, message, left, look2) {
  if (cells(place3) + 2 > left)
    return [place3, ...wrap(message, look2.columns - 4).map((line) => `    ${line}`)];
  const lines2 = wrap(message, look2.columns - left);
  return lines2.map(
    (line, at3) => at3 === 0 ? paint(place3, "strong", look2) + " ".repeat(left - cells(place3)) + line : " ".repeat(left) + line
  );
}

// src/report/header.ts
function header(plan2, look2) {
  const { context, project } = plan2;
  const name = visible(project.name);
  const from = project.file === "" ? project.toolchain : `${project.toolchain} (${visible(project.file)})`;
  const where = context.change === void 0 ? context.host : `${context.host} change ${visible(context.change)}`;
  const lines2 = clauses([`${name}  ${from}`, where, context.tier, commitOf(plan2)], look2.columns);
  const first = lines2[0] ?? "";
  return first.startsWith(name) ? [paint(name, "strong", look2) + first.slice(name.length), ...lines2.slice(1)] : lines2;
}
function tierClause(plan2) {
  return `tier ${plan2.context.tier} because ${visible(plan2.context.tierReason).replace(/^because /, "")}`;
}
function commitOf(plan2) {
  const { commit, dirty } = plan2.context;
  if (commit === void 0) return "no commit";
  return `${visible(commit.slice(0, 7))} ${dirty ? "with changes" : "clean"}`;
}

// src/report/units.ts
function duration(milliseconds) {
  const tenths = Math.round(Math.max(0, milliseconds) / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds2 = Math.round(tenths / 10);
  if (seconds2 < 3600) return `${Math.floor(seconds2 / 60)}m ${two(seconds2 % 60)}s`;
  const minutes = Math.round(seconds2 / 60);
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}
function span(milliseconds) {
  if (milliseconds < 1e3) return `${milliseconds}ms`;
  const seconds2 = Math.round(milliseconds / 1e3);
  const parts = [
    [Math.floor(seconds2 / 3600), "h"],
    [Math.floor(seconds2 % 3600 / 60), "m"],
    [seconds2 % 60, "s"]
  ];
  return parts.filter(([count3]) => count3 > 0).map(([count3, unit]) => `${count3}${unit}`).join(" ");
}
function ago(milliseconds) {
  const minutes = Math.floor(milliseconds / 6e4);
  if (minutes < 1) return "just now";
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}
function size(bytes2) {
  if (bytes2 < 1e3) return `${bytes2} B`;
  let value = bytes2;
  let unit = -1;
  do {
    value /= 1e3;
    unit += 1;
  } while (value >= 999.5 && unit < 3);
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${["kB", "MB", "GB", "TB"][unit] ?? "TB"}`;
}
function count(number, noun, many = `${noun}s`) {
  return `${number} ${number === 1 ? noun : many}`;
}
function two(number) {
  return String(number).padStart(2, "0");
}

// src/report/mermaid.ts
function drawing(plan2, record) {
  if (plan2.jobs.length === 0) return [];
  if (fits(plan2)) return mermaid(plan2, record);
  const coarse = bySteps(plan2, record);
  return fits(coarse.plan) ? mermaid(coarse.plan, coarse.record) : [];
}
function fits(plan2) {
  return plan2.jobs.length + plan2.skips.length <= 80 && edges(plan2).length <= 400;
}
function mermaid(plan2, record) {
  const node4 = new Map(plan2.jobs.map((job, at3) => [job.spec.id, `j${at3}`]));
  const used = /* @__PURE__ */ new Set();
  const lines2 = ["flowchart LR"];
  for (const job of plan2.jobs) {
    const how = record?.how.jobs.find((one) => one.id === job.spec.id);
    const when = record?.when.jobs.find((one) => one.id === job.spec.id);
    const kind = how === void 0 ? "planned" : how.state;
    const ran = how !== void 0 && how.state !== "fresh" && how.state !== "restored" && when !== void 0 && when.milliseconds > 0;
    const time2 = ran ? `<br/>${duration(when.milliseconds)}` : "";
    used.add(kind);
    lines2.push(`  ${node4.get(job.spec.id)}["${label(job.spec.id)}${time2}"]:::${kind}`);
  }
  plan2.skips.forEach((skip3, at3) => {
    used.add("skipped");
    lines2.push(`  s${at3}["${label(skip3.step)}<br/>${label(skip3.why.code)}"]:::skipped`);
  });
  for (const [from, to] of edges(plan2)) lines2.push(`  ${node4.get(from)} --> ${node4.get(to)}`);
  for (const kind of used) lines2.push(`  classDef ${kind} ${STYLES[kind] ?? ""}`);
  return lines2;
}
function edges(plan2) {
  const behind2 = /* @__PURE__ */ new Map();
  const found = [];
  for (const job of plan2.jobs) {
    const direct = job.after.filter((id) => behind2.has(id));
    const indirect = new Set(direct.flatMap((id) => [...behind2.get(id) ?? []]));
    for (const id of direct) if (!indirect.has(id)) found.push([id, job.spec.id]);
    behind2.set(job.spec.id, /* @__PURE__ */ new Set([...direct, ...indirect]));
  }
  return found;
}
function bySteps(plan2, record) {
  const stepOf = new Map(plan2.jobs.map(({ spec: spec2 }) => [spec2.id, spec2.step]));
  const members = Map.groupBy(plan2.jobs, ({ spec: spec2 }) => spec2.step);
  const nameOf6 = (step) => {
    const count3 = members.get(step)?.length ?? 1;
    return count3 === 1 ? step : `${step}, ${count3} jobs`;
  };
  const jobs = [...members].map(([step, all2]) => {
    const [first] = all2;
    if (first === void 0) throw new Error("a group has a member");
    const before2 = new Set(all2.flatMap(({ after: after3 }) => after3.map((id) => stepOf.get(id) ?? id)));
    before2.delete(step);
    return { ...first, spec: { ...first.spec, id: nameOf6(step) }, after: [...before2].map(nameOf6) };
  });
  const how = [...members].flatMap(([step, all2]) => {
    const ids = new Set(all2.map(({ spec: spec2 }) => spec2.id));
    const worst = record.how.jobs.filter(({ id }) => ids.has(id)).toSorted((a, b) => BAD.indexOf(b.state) - BAD.indexOf(a.state))[0];
    return worst === void 0 ? [] : [{ ...worst, id: nameOf6(step) }];
  });
  const when = [...members].map(([step, all2]) => {
    const times = all2.map(({ spec: spec2 }) => record.when.jobs.find(({ id }) => id === spec2.id)?.milliseconds ?? 0);
    return { id: nameOf6(step), started: 0, milliseconds: Math.max(...times) };
  });
  return {
    plan: { ...plan2, jobs },
    record: { ...record, how: { ...record.how, jobs: how }, when: { ...record.when, jobs: when } }
  };
}
var BAD = ["fresh", "restored", "done", "cancelled", "failed"];
function label(text2) {
  return mermaidText(cut(text2, 40));
}
var STYLES = {
  planned: "stroke:#57606a",
  done: "stroke:#1a7f37,stroke-width:2px",
  fresh: "stroke:#1a7f37,stroke-dasharray:2 2",
  restored: "stroke:#1a7f37,stroke-dasharray:6 2",
  failed: "stroke:#cf222e,stroke-width:3px",
  cancelled: "stroke:#9a6700,stroke-width:2px",
  skipped: "stroke:#8c959f,stroke-dasharray:4 4,color:#6e7781"
};

// src/report/cache-counts.ts
function cacheNotes({ how }) {
  return [...how.jobs.flatMap((job) => job.cache), ...how.cache.notes];
}
function cacheLine(record) {
  const notes = cacheNotes(record);
  if (notes.length === 0) return void 0;
  const count3 = (is) => notes.filter(is).length;
  return [
    `restored ${count3(({ outcome }) => outcome === "restored")}`,
    `missed ${count3((note) => note.outcome === "missed" && !isRefusal(note))}`,
    `refused ${count3(isRefusal)}`,
    `saved ${count3(({ outcome }) => outcome === "saved")}`
  ].join(", ");
}

// src/report/restored.ts
function restoredText(note, at3) {
  if (note?.signer === void 0 || note.created === void 0) return "restored";
  return `restored · sealed by ${signerText(note.signer)} ${ago(at3 - note.created)}`;
}
function signerText({ name, key, tier }) {
  return name ?? `${key.slice(0, "ed25519:".length + 8)}… (${tier})`;
}
function restoredNote(how) {
  return how.cache.find(({ kind, outcome }) => kind === "result" && outcome === "restored");
}
function cacheRemarks(notes, at3) {
  return notes.flatMap((note) => {
    const { entry: entry2, kind, outcome, reason } = note;
    const refused3 = reason !== void 0 && isRefusal(note) ? [`cache entry of ${entry2} refused: ${missText(reason)}`] : [];
    const failed2 = reason !== void 0 && ["store-error", "target-error", "not-kept", "too-large"].includes(reason.code) ? [`${outcome === "not-saved" ? "not kept" : "not restored"}: ${entry2}: ${missText(reason)}`] : [];
    const came = kind === "store" && outcome === "restored" ? [`${entry2} ${restoredText(note, at3)}`] : [];
    return [...refused3, ...refused3.length === 0 ? failed2 : [], ...came];
  });
}

// src/report/page-cache.ts
function cachePart(record) {
  const line = cacheLine(record);
  if (line === void 0) return "";
  const { store } = record.how.cache;
  const shown = cacheNotes(record).filter((note) => note.outcome === "restored" || isRefusal(note));
  const rows = shown.flatMap((note) => rowsOfNote(note, record.when.started));
  const table5 = rows.length === 0 ? [] : ["", "| | entry | sealed by | made from |", "|---|---|---|---|", ...rows];
  const where = store === void 0 ? "" : ` · ${markdownText(store)}`;
  return ["### Cache", "", `${markdownText(line)}${where}`, ...table5].join("\n");
}
function rowsOfNote(note, at3) {
  const entry2 = markdownText(note.entry);
  const refused3 = note.reason !== void 0 && isRefusal(note) ? [`| ✗ **refused** | ${entry2} | | ${markdownText(missText(note.reason).slice(0, 300))} |`] : [];
  if (note.outcome !== "restored") return refused3;
  const signer = note.signer === void 0 ? "" : markdownText(signerText(note.signer));
  return [...refused3, `| = restored | ${entry2} | ${signer} | ${madeFrom(note, at3)} |`];
}
function madeFrom({ producer, created }, at3) {
  const when = created === void 0 ? "" : ago(at3 - created);
  const parts = [producer?.commit?.slice(0, 7), producer?.ref, when];
  return parts.filter((part2) => part2 !== void 0 && part2 !== "").map((part2) => markdownText(part2 ?? "")).join(" · ");
}

// src/core/image.ts
var DIGEST = /^sha256:[0-9a-f]{64}$/;
function isImageDigest(text2) {
  return DIGEST.test(text2);
}
function imageDigest(sha256) {
  return `sha256:${sha256}`;
}
function hexOf(digest) {
  return digest.slice("sha256:".length);
}
function shortDigest(digest) {
  return digest.slice(0, "sha256:".length + 12);
}
var BUILDER_NAMES = ["layers", "docker", "buildah", "podman", "import"];

// src/formats/image-name.ts
var DOCKER_HUB = "docker.io";
var LONGEST_NAME = 255;
var PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
var TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
var LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
function parseImageName(text2) {
  const [named2 = "", digest, ...more] = text2.split("@");
  if (more.length > 0 || digest !== void 0 && !isImageDigest(digest)) return void 0;
  const colon = named2.indexOf(":", named2.lastIndexOf("/") + 1);
  const tag = colon < 0 ? void 0 : named2.slice(colon + 1);
  if (tag !== void 0 && !isTag(tag)) return void 0;
  const place3 = placeOf2(colon < 0 ? named2 : named2.slice(0, colon));
  return place3 === void 0 ? void 0 : { ...place3, tag, digest };
}
function isRepository(text2) {
  const name = parseImageName(text2);
  return name !== void 0 && name.tag === void 0 && name.digest === void 0;
}
function isTag(text2) {
  return TAG.test(text2);
}
function isRepositoryPath(text2) {
  return text2.length <= LONGEST_NAME && PATH.test(text2);
}
function printImageName({ registry, repository, tag, digest }) {
  const tagged2 = tag === void 0 ? "" : `:${tag}`;
  return `${registry}/${repository}${tagged2}${digest === void 0 ? "" : `@${digest}`}`;
}
function pinnedName({ registry, repository }, digest) {
  return `${registry}/${repository}@${digest}`;
}
function registryHost(registry) {
  return registry === DOCKER_HUB ? "registry-1.docker.io" : registry;
}
function placeOf2(text2) {
  const [first = "", ...rest] = text2.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const registry = isHost ? hostOf(first.toLowerCase()) : DOCKER_HUB;
  const path = isHost ? rest.join("/") : text2;
  if (registry === void 0 || text2.length > LONGEST_NAME || !PATH.test(path)) return void 0;
  const repository = registry === DOCKER_HUB && !path.includes("/") ? `library/${path}` : path;
  return { registry, repository };
}
function hostOf(text2) {
  const found = /^(?<name>\[[0-9a-f:.]+\]|[^:[\]]+)(?::(?<port>[1-9][0-9]{0,4}))?$/.exec(text2);
  const { name = "", port } = found?.groups ?? {};
  if (port !== void 0 && Number(port) > 65535) return void 0;
  if (name.startsWith("[")) {
    const host = URL.parse(`http://${name}`)?.hostname;
    return host === void 0 ? void 0 : `${host}${port === void 0 ? "" : `:${port}`}`;
  }
  if (name.length > 253 || !name.split(".").every((label2) => LABEL.test(label2))) return void 0;
  if (["index.docker.io", "registry-1.docker.io"].includes(text2)) return DOCKER_HUB;
  return text2;
}

// src/report/reproduce.ts
function reproduceLine(plan2, record, image) {
  const name = image === void 0 ? void 0 : parseImageName(image);
  const line = `reproduce: sealsmith reproduce ${record}`;
  if (name?.digest === void 0) return `${line} --on-host`;
  const steps2 = [...new Set(plan2.jobs.map(({ spec: spec2 }) => spec2.step))].filter((step) => PLAIN2.test(step));
  const run3 = ["sealsmith", "run", ...steps2].join(" ");
  return `${line}   (or: docker run --rm -v "$PWD:/work" -w /work ${printImageName(name)} ${run3})`;
}
var PLAIN2 = /^[a-z0-9][a-z0-9-]*$/;

// src/core/digest.ts
var HEX = /^[0-9a-f]{64}$/;
function isSha256(text2) {
  return HEX.test(text2);
}
function short(digest) {
  return digest.slice(0, 12);
}

// src/report/rows.ts
function nameWidth(plan2) {
  const names3 = [...plan2.jobs.map((job) => job.spec.id), ...plan2.skips.map((skip3) => skip3.step)];
  return Math.min(24, Math.max(12, ...names3.map((name) => cells(visible(name)))));
}
function jobRow(job) {
  const { how, when } = job;
  const rebuilt = how.rebuilt === void 0 || !how.rebuilt.equal ? [] : ["same bytes as before"];
  const remarks2 = [...how.remarks, ...cacheRemarks(how.cache, when.started)].map(visible);
  if (how.rebuilt !== void 0 && !how.rebuilt.equal) {
    const { differs } = how.rebuilt;
    const what = differs.length === 0 ? "only the packing" : differs.map(visible).join(", ");
    remarks2.push(`built again from the same inputs, but different: ${what}`);
  }
  const row = { names: [how.id], time: duration(when.milliseconds), remarks: remarks2 };
  const again = how.again === void 0 || how.state !== "done" ? [] : [`again: ${visible(how.again)}`];
  const text2 = [...how.summary === "" ? [] : [visible(how.summary)], ...rebuilt, ...again].join(" · ");
  switch (how.state) {
    case "done":
      return { ...row, mark: "ok", text: text2 };
    case "fresh":
      return { ...row, mark: "same", time: "", text: text2 === "" ? "up to date" : text2 };
    case "restored": {
      const from = visible(restoredText(restoredNote(how), when.started));
      return { ...row, mark: "same", text: text2 === "" ? from : `${text2} · ${from}` };
    }
    case "failed":
      return { ...row, mark: "fail", text: text2 === "" ? failureClause(how) : text2 };
    case "cancelled":
      return {
        ...row,
        mark: "stop",
        time: when.milliseconds === 0 ? "" : row.time,
        text: text2 === "" ? "stopped" : text2
      };
  }
}
function skipRow(names3, why) {
  const text2 = why.detail === "" ? why.code : `${why.code}: ${visible(why.detail)}`;
  return { mark: "skip", names: names3, time: "", text: text2, remarks: [] };
}
function rowsOf(plan2, record) {
  const rows = [];
  const grouped2 = /* @__PURE__ */ new Set();
  const steps2 = new Map(plan2.jobs.map(({ spec: spec2 }) => [spec2.id, spec2.step]));
  const jobs = Map.groupBy(record.how.jobs, ({ id }) => steps2.get(id) ?? id.split("/")[0]);
  const times = new Map(record.when.jobs.map((when) => [when.id, when]));
  for (const step of stepsOf(plan2)) {
    for (const how of jobs.get(step) ?? []) {
      const when = times.get(how.id) ?? { id: how.id, started: 0, milliseconds: 0 };
      const row = jobRow({ how, when });
      const last = rows.at(-1);
      if (last !== void 0 && joins(last, row))
        rows[rows.length - 1] = { ...last, names: [...last.names, ...row.names] };
      else rows.push(row);
    }
    const skip3 = plan2.skips.find((one) => one.step === step);
    if (skip3 === void 0 || grouped2.has(reasonKey(skip3.why))) continue;
    grouped2.add(reasonKey(skip3.why));
    const same = plan2.skips.filter((one) => reasonKey(one.why) === reasonKey(skip3.why));
    rows.push(
      skipRow(
        same.map((one) => one.step),
        skip3.why
      )
    );
  }
  return rows;
}
function renderRow(row, nameCells, look2) {
  const lead = 2 + markWidth(look2) + 1;
  const names3 = Math.max(1, Math.min(nameCells, look2.columns - lead - TIME));
  const left = row.time === "" && row.names.length > 1 ? names3 + TIME : names3;
  const nameLines = row.names.length === 1 ? [cut(visible(row.names[0] ?? ""), left)] : wrap(row.names.map(visible).join(" "), left);
  const beside = lead + names3 + TIME + 2;
  const narrow = look2.columns - beside < 24;
  const indent = narrow ? lead : beside;
  const room = look2.columns - indent;
  const textLines = row.text === "" ? [] : wrap(row.text, room, 4);
  const tone = QUIET.has(row.mark) ? "quiet" : "none";
  const lines2 = [];
  for (let at3 = 0; at3 < Math.max(nameLines.length, narrow ? 1 : textLines.length); at3 += 1) {
    const start2 = at3 === 0 ? `  ${mark(row.mark, look2)} ` : " ".repeat(lead);
    const name = nameLines[at3] ?? "";
    const time2 = at3 === 0 ? row.time : "";
    const cellsLeft = time2 === "" ? padEnd(name, names3 + TIME) : padEnd(name, names3) + padStart(time2, TIME);
    const text2 = narrow ? void 0 : textLines[at3];
    lines2.push(
      text2 === void 0 ? start2 + cellsLeft.trimEnd() : `${start2}${cellsLeft}  ${paint(text2, tone, look2)}`
    );
  }
  if (narrow) lines2.push(...textLines.map((text2) => " ".repeat(indent) + paint(text2, tone, look2)));
  for (const remark of row.remarks) lines2.push(...renderRemark(remark, indent, look2));
  return lines2;
}
function rowLine(row, sign3, names3, look2) {
  const name = visible(row.names.join(" "));
  const left = `${padEnd(cut(name, names3), names3)}${padStart(row.time, TIME)}`;
  const room = look2.columns - cells(sign3) - 3 - cells(left) - 2;
  if (row.text === "" || room < 4) return `  ${sign3} ${cut(left.trimEnd(), look2.columns - cells(sign3) - 3)}`;
  return `  ${sign3} ${left}  ${paint(cut(row.text, room), QUIET.has(row.mark) ? "quiet" : "none", look2)}`;
}
function noteLines(text2, look2) {
  return renderRemark(visible(text2), 2, look2);
}
function remarkText(remark) {
  return remark.job === void 0 ? remark.text : `${remark.job}: ${remark.text}`;
}
function renderRemark(remark, indent, look2) {
  const sign3 = mark("note", look2);
  const hang = indent + markWidth(look2) + 1;
  return wrap(remark, look2.columns - hang, 4).map(
    (text2, at3) => at3 === 0 ? `${" ".repeat(indent)}${sign3} ${text2}` : " ".repeat(hang) + text2
  );
}
var QUIET = /* @__PURE__ */ new Set(["same", "skip", "stop", "wait"]);
var TIME = 8;
function stepsOf(plan2) {
  return [
    .../* @__PURE__ */ new Set([
      ...plan2.order,
      ...plan2.jobs.map((job) => job.spec.step),
      ...plan2.skips.map((skip3) => skip3.step)
    ])
  ];
}
function joins(before2, row) {
  return before2.mark === "same" && row.mark === "same" && before2.text === row.text && before2.remarks.length === 0 && row.remarks.length === 0;
}
function reasonKey(why) {
  return JSON.stringify([why.code, why.detail]);
}

// src/report/summary.ts
function table(plan2, record, look2) {
  const names3 = nameWidth(plan2);
  return rowsOf(plan2, record).flatMap((row) => renderRow(row, names3, look2));
}
function failures(record, tail, look2) {
  return failed(record).flatMap((how) => [
    "",
    ...failureBlock(how, tail(how.id), look2),
    ...logLine(record, how)
  ]);
}
function skipped(plan2, record, look2) {
  const names3 = nameWidth(plan2);
  return rowsOf(plan2, record).filter((row) => row.mark === "skip").flatMap((row) => renderRow(row, names3, look2));
}
function closing(plan2, record, path, look2) {
  return [
    ...artifacts(record, look2),
    ...status(record, path, look2),
    ...nextLine(nextSteps(plan2, record), look2)
  ];
}
function status(record, path, look2) {
  const number = (state) => record.how.jobs.filter((job) => job.state === state).length;
  const done = record.how.jobs.filter((job) => hasPassed(job.state)).length;
  const exit = record.how.exit;
  const refused3 = refusedNotes(record).length;
  const parts = [];
  if (exit === 130 || exit === 143)
    parts.push(`${exit === 130 ? "stopped by Ctrl-C" : "stopped by SIGTERM"} (exit ${exit})`);
  else if (number("failed") > 0) parts.push(`${number("failed")} failed (exit ${exit})`);
  else if (exit === 4 && refused3 > 0)
    parts.push(`${count(refused3, "cache entry", "cache entries")} refused (exit 4)`);
  else if (exit !== 0) parts.push(`failed (exit ${exit})`);
  if (done > 0 || exit === 0) parts.push(`${done} done`);
  if (number("cancelled") > 0) parts.push(`${number("cancelled")} stopped`);
  const time2 = duration(record.when.milliseconds);
  const route = exit === 0 ? pathOf(record, look2.columns - 40) : "";
  parts.push(route === "" ? time2 : `${time2} (path ${route})`);
  const [only2, second] = failed(record);
  if (only2?.log !== void 0 && second === void 0) parts.push(`log ${visible(only2.log)}`);
  if (path !== void 0) parts.push(`record ${visible(path)}`);
  const lines2 = clauses(parts, look2.columns);
  const [first = "", ...rest] = lines2;
  const [lead = ""] = parts;
  return [
    first.startsWith(lead) ? paint(lead, exit === 0 ? "good" : "bad", look2) + first.slice(lead.length) : first,
    ...rest
  ];
}
function criticalPath(record, look2) {
  const parts = record.how.path.map((id) => {
    const when = record.when.jobs.find((job) => job.id === id);
    return when === void 0 ? visible(id) : `${visible(id)} ${duration(when.milliseconds)}`;
  });
  return parts.length < 2 ? [] : [cut(`critical path  ${parts.join(" → ")}`, look2.columns)];
}
function nextSteps(plan2, record) {
  const [first] = failed(record);
  if (first !== void 0) {
    const step = visible(plan2.jobs.find((job) => job.spec.id === first.id)?.spec.step ?? first.id);
    const said5 = first.failure === void 0 ? void 0 : explain(first.failure).next;
    const again = plan2.context.host === "local" && !plan2.context.ci ? [`sealsmith run ${step} --only`, `sealsmith shell ${step}`] : [`sealsmith run ${step}   at your desk`, `sealsmith explain ${step}`];
    return [...said5 === void 0 ? [] : [visible(said5)], ...again];
  }
  if (record.how.exit === 4 && refusedNotes(record).length > 0) {
    return ["sealsmith cache verify --all   shows what else was changed"];
  }
  if (record.how.exit !== 0) return ["sealsmith run   goes on: what was finished is kept"];
  const skip3 = (code2) => plan2.skips.find((one) => one.why.code === code2)?.step;
  const entry2 = skip3("needs-entry");
  if (entry2 !== void 0) return [`steps.${visible(entry2)}.entry in sealsmith.yml says where it starts`];
  return [];
}
function refusedNotes({ how }) {
  return [...how.jobs.flatMap((job) => job.cache), ...how.cache.notes].filter(isRefusal);
}
function failed(record) {
  return record.how.jobs.filter((job) => job.state === "failed");
}
function logLine(record, how) {
  return how.log === void 0 || failed(record).length < 2 ? [] : ["", `    log ${visible(how.log)}`];
}
function artifacts(record, look2) {
  const shown = record.what.artifacts.slice(0, 5);
  const { binary, image } = record.what.facts;
  const lines2 = shown.map(({ path, sha256 }) => {
    const known = binary?.archive === path ? binary : image?.layout === path ? image : void 0;
    const bytes2 = known === void 0 ? "" : `  ${size(known.bytes)}`;
    const end = `${bytes2}  sha256:${short(sha256)}`;
    const lead = `  ${mark("made", look2)} `;
    const room = look2.columns - cells(`  ${mark("made", { ...look2, color: false })} `) - cells(end);
    return `${lead}${cut(visible(path), room)}${paint(end, "quiet", look2)}`;
  });
  const left = record.what.artifacts.length - shown.length;
  if (left > 0) lines2.push(`    … and ${left} more`);
  return lines2.length === 0 ? [] : [...lines2, ""];
}
function pathOf(record, room) {
  const names3 = record.how.path.map(visible);
  if (names3.length < 2) return "";
  const full = names3.join(" → ");
  return cells(full) <= room ? full : cut(`${names3[0]} → … → ${names3.at(-1)}`, Math.max(16, room));
}

// src/report/page-foot.ts
function footPart(plan2, record, path, image) {
  const made = madeLines(record);
  const next = nextSteps(plan2, record);
  return [
    ...made.length === 0 ? [] : ["### Made", "", ...made, ""],
    ...path === void 0 ? [] : [`record <code>${markdownText(path)}</code>`, ""],
    ...next.length === 0 ? [] : [`**next:** ${next.map(nextStep).join(" · ")}`, ""],
    ...path === void 0 ? [] : [reproducePart(plan2, path, image), ""]
  ].join("\n").trimEnd();
}
function madeLines(record) {
  const { binary, image, pushed } = record.what.facts;
  const artifacts2 = record.what.artifacts.slice(0, 20).map(({ path, sha256 }) => {
    const bytes2 = binary?.archive === path ? ` ${size(binary.bytes)}` : "";
    return `- <code>${markdownText(path)}</code>${bytes2} <code>sha256:${markdownText(sha256)}</code>`;
  });
  const name = pushed === void 0 ? image?.digest : `${pushed.name}@${pushed.digest}`;
  const block = name !== void 0 && COPIED.test(name) ? [pushed === void 0 ? "Image:" : "Image, pushed:", "", "```text", name, "```"] : [];
  return artifacts2.length === 0 || block.length === 0 ? [...artifacts2, ...block] : [...artifacts2, "", ...block];
}
var COPIED = /^[A-Za-z0-9._:/@[\]-]+$/;
function nextStep(text2) {
  const [first = "", ...rest] = text2.split(/ {3,}/);
  if (!first.startsWith("sealsmith ")) return markdownText(text2);
  return [`<code>${markdownText(first)}</code>`, ...rest.map(markdownText)].join(" ");
}
function reproducePart(plan2, path, image) {
  const [line = "", ...others] = reproduceLine(plan2, path, image).split(/ {3,}/);
  const command = line.slice(line.indexOf(": ") + 2);
  return [`**reproduce:** <code>${markdownText(command)}</code>`, ...others.map(markdownText)].join(" ");
}

// src/report/markdown.ts
var PAGE_LIMIT = 1024 * 1024;
function markdown(plan2, record, page) {
  const parts = [
    title(plan2, record),
    drawingPart(plan2, record),
    steps(plan2, record),
    ...record.how.jobs.filter((how) => how.state === "failed").flatMap((how) => failure(how, page)),
    cachePart(record),
    remarks(record),
    slowest(record),
    footPart(plan2, record, page.record, page.image)
  ];
  return fit(
    parts.filter((part2) => part2 !== ""),
    page.limit
  );
}
function markdownOfFailure(failed2, exit) {
  const { message, next } = explain(failed2);
  const lines2 = [`## sealsmith: nothing ran (exit ${exit})`, "", preformatted(linesOf(message))];
  if (next !== void 0) lines2.push("", `**next:** ${markdownText(next)}`);
  return `${lines2.join("\n")}
`;
}
function title(plan2, record) {
  const { exit } = record.how;
  const done = record.how.jobs.filter((job) => hasPassed(job.state)).length;
  const bad = record.how.jobs.filter((job) => job.state === "failed").length;
  const result = exit === 0 ? `${done} done` : bad > 0 ? `${bad} failed (exit ${exit})` : `stopped (exit ${exit})`;
  const commit = record.what.source.commit === void 0 ? "no commit" : markdownText(record.what.source.commit.slice(0, 7));
  const where = [
    markdownText(plan2.project.toolchain),
    record.how.host,
    markdownText(tierClause(plan2)),
    commit
  ];
  return [
    `## ${exit === 0 ? "✓" : "✗"} ${markdownText(plan2.project.name)}: ${result} · ${duration(record.when.milliseconds)}`,
    "",
    where.join(" · ")
  ].join("\n");
}
function drawingPart(plan2, record) {
  const lines2 = drawing(plan2, record);
  return lines2.length === 0 ? "" : ["```mermaid", ...lines2, "```"].join("\n");
}
function steps(plan2, record) {
  const rows = rowsOf(plan2, record).map(
    (row) => `| ${WORDS[row.mark] ?? row.mark} | ${row.names.map(markdownText).join(" ")} | ${row.time} | ${cell(row)} |`
  );
  return ["| | step | time | |", "|---|---|--:|---|", ...rows].join("\n");
}
var WORDS = {
  ok: "✓ ok",
  same: "✓ same",
  fail: "✗ **fail**",
  stop: "■ stop",
  skip: "– skip"
};
function cell(row) {
  return markdownText(row.text.length > 300 ? `${row.text.slice(0, 300)}…` : row.text);
}
function failure(how, page) {
  const head = `### ✗ ${markdownText(how.id)}: ${markdownText(failureClause(how))}`;
  if (how.failedTests.length === 0) {
    const tail = page.tail(how.id).slice(-40);
    return tail.length === 0 ? [head] : [`${head}

${preformatted(tail)}`];
  }
  return [head, ...how.failedTests.map((test2) => failedTest(test2, page))];
}
function failedTest(test2, page) {
  const place3 = placeOf(test2);
  const link2 = test2.file === void 0 ? void 0 : page.link(test2.file, test2.line);
  const shown = `<code>${markdownText(place3)}</code>`;
  const where = place3 === "" ? "" : ` ${link2 === void 0 ? shown : `<a href="${markup(link2)}">${shown}</a>`}`;
  const message = linesOf(test2.message).slice(0, 30);
  const lines2 = [`**${markdownText(test2.name.slice(0, 300))}**${where}`];
  if (message.length > 0) lines2.push("", preformatted(message));
  return lines2.join("\n");
}
function remarks(record) {
  const lines2 = record.how.jobs.flatMap(
    (how) => how.remarks.map((remark) => `- ${markdownText(how.id)}: ${markdownText(remark.slice(0, 500))}`)
  );
  return lines2.length === 0 ? "" : ["### Remarks", "", ...lines2.slice(0, 100)].join("\n");
}
function slowest(record) {
  const tests = record.how.jobs.flatMap((how) => how.slowestTests).filter((test2) => test2.milliseconds >= WORTH_A_ROW).slice(0, 10);
  if (tests.length === 0) return "";
  const rows = tests.map(
    (test2) => `| ${markdownText(test2.name.slice(0, 200))} | ${duration(test2.milliseconds)} |`
  );
  return [
    "<details><summary>Slowest tests</summary>",
    "",
    "| test | time |",
    "|---|--:|",
    ...rows,
    "",
    "</details>"
  ].join("\n");
}
var WORTH_A_ROW = 50;
function preformatted(lines2) {
  const text2 = lines2.map((line) => markup(outputLine(line.slice(0, 2e3), false)));
  return ["<pre>", ...text2, "</pre>"].join("\n");
}
function fit(parts, limit) {
  const last = parts.at(-1) ?? "";
  let room = limit - bytes(last) - bytes(CUT);
  const kept = [];
  let complete = true;
  for (const part2 of parts.slice(0, -1)) {
    const shown = bytes(part2) <= room ? part2 : TABLE.test(part2) ? rowsThatFit(part2, room) : "";
    if (shown !== "") kept.push(shown);
    room -= bytes(shown);
    complete = shown === part2;
    if (!complete) break;
  }
  return `${[...kept, ...complete ? [] : [CUT], last].join("\n\n")}
`;
}
var CUT = "This page ends here because GitHub takes no longer one; the log has the rest.";
var TABLE = /^(?:### .*\n\n(?:[^|\n].*\n\n)?)?\|/;
function bytes(text2) {
  return Buffer.byteLength(text2) + 2;
}
function rowsThatFit(part2, room) {
  const lines2 = part2.split("\n");
  let left = room - 2;
  const count3 = lines2.findIndex((line) => {
    left -= Buffer.byteLength(line) + 1;
    return left < 0;
  });
  return lines2.slice(0, count3).join("\n");
}

// src/hosts/github/found.ts
var IN_ONE = /^\s*([^\s:()]+)(?::(\d+)(?::(\d+))?:?|\((\d+),(\d+)\):)\s+(\S.*)$/;
var BELOW = /^\s*-->\s+([^\s:]+):(\d+):(\d+)\s*$/;
var UNDER = /^\s+(\d+):(\d+)\s+(\S.*)$/;
function foundIn(printed, isFile) {
  const lines2 = printed.flatMap((line) => linesOf(outputLine(line, false)));
  const found = [];
  let heading;
  lines2.forEach((text2, at3) => {
    if (text2.length > 2e3) return;
    const [, file = "", line, column, otherLine, otherColumn, message = ""] = IN_ONE.exec(text2) ?? [];
    const below3 = BELOW.exec(text2);
    const under = UNDER.exec(text2);
    if (under !== null) {
      if (heading !== void 0) found.push(...place(heading, under[1], under[2], under[3] ?? ""));
    } else if (file !== "") found.push(...place(file, line ?? otherLine, column ?? otherColumn, message));
    else if (below3 !== null)
      found.push(...place(below3[1] ?? "", below3[2], below3[3], lines2[at3 - 1]?.trim() || "found here"));
    else if (/^\S+$/.test(text2)) heading = isFile(text2) ? text2 : void 0;
  });
  return found.filter(({ file }) => isFile(file));
}
function place(file, line = "", column, message) {
  const [row, col] = [Number(line), column === void 0 ? void 0 : Number(column)];
  if (!Number.isSafeInteger(row) || row < 1) return [];
  const known = col !== void 0 && Number.isSafeInteger(col) && col > 0 ? col : void 0;
  return [{ file, line: row, column: known, message: message.replaceAll(/\s+/g, " ").trim() }];
}

// src/hosts/github/annotations.ts
var MOST = 10;
function fromTop(prefix, workspace) {
  return (file) => {
    const relative3 = posix.isAbsolute(file) ? posix.relative(workspace, file) : file;
    const path = posix.normalize(posix.join(prefix, relative3));
    return path === "." || path === ".." || path.startsWith("../") ? void 0 : path;
  };
}
function annotations(record, { place: place3, tail, isFile }) {
  const failed2 = record.how.jobs.filter((how) => how.state === "failed");
  const tests = failed2.flatMap(
    (how) => how.failedTests.map((test2) => {
      const message = test2.message === "" ? "failed" : test2.message;
      return error({ ...at(place3, test2), title: `${how.id}: ${test2.name}` }, message);
    })
  );
  const others = failed2.filter((how) => how.failedTests.length === 0);
  const jobs = others.map((how) => error({ title: how.id }, failureClause(how)));
  const found = others.flatMap(
    (how) => foundIn(tail(how.id), isFile).filter(({ file }) => place3(file) !== void 0).map((one) => error({ ...at(place3, one), title: how.id }, one.message))
  );
  const refused3 = cacheNotes(record).flatMap(
    (note) => note.reason !== void 0 && isRefusal(note) ? [warning({ title: `cache entry of ${note.entry} refused` }, missText(note.reason))] : []
  );
  return [...few([...jobs, ...tests, ...found], error), ...few(refused3, warning)];
}
function at(place3, { file, line, column }) {
  const path = file === void 0 ? void 0 : place3(file);
  if (path === void 0) return {};
  return {
    file: path,
    ...line === void 0 ? {} : { line: String(line) },
    ...column === void 0 ? {} : { col: String(column) }
  };
}
function annotationsOfFailure(failure2, place3) {
  if (failure2.code !== "config-invalid") return [error({ title: "sealsmith" }, explain(failure2).message)];
  return few(
    failure2.problems.map(
      (problem2) => error({ ...at(place3, problem2.place), title: "sealsmith configuration" }, problem2.message)
    ),
    error
  );
}
var error = (properties, message) => said("error", properties, message);
var warning = (properties, message) => said("warning", properties, message);
function said(kind, properties, message) {
  const shown = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, visible(value)]));
  const text2 = linesOf(message).slice(0, 30).map((line) => outputLine(line.slice(0, 1e3), false));
  return workflowCommand(kind, shown, text2.join("\n"));
}
function few(commands2, say2) {
  if (commands2.length <= MOST) return [...commands2];
  const left = commands2.length - (MOST - 1);
  return [
    ...commands2.slice(0, MOST - 1),
    say2({ title: "sealsmith" }, `and ${left} more, in the log and in the summary`)
  ];
}

// src/hosts/shared/reading.ts
var Reading = class {
  #env;
  #forge;
  #remarks = [];
  constructor(env, forge) {
    this.#env = env;
    this.#forge = forge;
  }
  get remarks() {
    return this.#remarks;
  }
  /** Its value, or the empty string, which nothing trusts. */
  needed(name, shape) {
    const value = this.optional(name, shape);
    if (value === void 0 && (this.#env[name] ?? "") === "")
      this.note(`${this.#forge} did not say ${name}`);
    return value ?? "";
  }
  /** Undefined when it is not set, empty, or of another shape; without a shape it must be one line. */
  optional(name, shape = /^[^\p{Cc}]+$/u) {
    const value = this.#env[name] ?? "";
    if (value === "") return void 0;
    if (shape.test(value)) return value;
    this.note(`${name} is not what ${this.#forge} would set, so it is not used`);
    return void 0;
  }
  note(text2) {
    if (!this.#remarks.includes(text2)) this.#remarks.push(text2);
  }
};

// src/hosts/github/facts.ts
function githubFacts(env, files) {
  const read4 = new Reading(env, "GitHub");
  const repository = read4.needed("GITHUB_REPOSITORY", /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/);
  const server = read4.optional("GITHUB_SERVER_URL", /^https?:\/\/[^\s"'<>]+$/) ?? "https://github.com";
  const event = eventOf(env, files, repository, read4);
  const run3 = read4.optional("GITHUB_RUN_ID", /^[0-9]+$/);
  const head = objectAt(objectAt(event, "pull_request"), "head");
  const facts = {
    host: "github",
    event: read4.needed("GITHUB_EVENT_NAME", /^[a-z_]+$/),
    repository,
    repositoryUrl: repository === "" ? "" : `${server}/${repository}`,
    ref: read4.needed("GITHUB_REF", /^refs\/[^\p{Cc}]+$/u),
    commit: read4.needed("GITHUB_SHA", /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
    defaultBranch: textAt(objectAt(event, "repository"), "default_branch"),
    headRepository: textAt(objectAt(head, "repo"), "full_name"),
    change: numberAt(objectAt(event, "pull_request"), "number"),
    visibility: visibilityOf(objectAt(event, "repository")),
    runUrl: repository === "" || run3 === void 0 ? "" : `${server}/${repository}/actions/runs/${run3}`
  };
  return { facts, remarks: read4.remarks };
}
function visibilityOf(repository) {
  const said5 = textAt(repository, "visibility");
  if (said5 !== void 0) return said5;
  const hidden = repository === void 0 ? void 0 : repository["private"];
  return typeof hidden === "boolean" ? hidden ? "private" : "public" : void 0;
}
var EVENT_LIMIT = 25 * 1024 * 1024;
function eventOf(env, files, repository, read4) {
  const path = read4.optional("GITHUB_EVENT_PATH");
  if (path === void 0) return void 0;
  const text2 = files.readText(path, EVENT_LIMIT);
  const event = text2.ok && text2.value !== void 0 ? parsed(text2.value) : void 0;
  if (event === void 0) {
    read4.note("the event file of GitHub (GITHUB_EVENT_PATH) cannot be read, so what it says is not known");
    return void 0;
  }
  const said5 = textAt(objectAt(event, "repository"), "full_name");
  if (said5 !== void 0 && said5 !== repository) {
    read4.note(
      `the event file speaks of another repository than GITHUB_REPOSITORY (${env["GITHUB_REPOSITORY"] ?? ""}), so it is not used`
    );
    return void 0;
  }
  return event;
}
function parsed(text2) {
  try {
    return asObject(JSON.parse(text2));
  } catch {
    return void 0;
  }
}
function asObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
}
function objectAt(value, name) {
  return value !== void 0 && Object.hasOwn(value, name) ? asObject(value[name]) : void 0;
}
function textAt(value, name) {
  const found = value !== void 0 && Object.hasOwn(value, name) ? value[name] : void 0;
  return typeof found === "string" && /^[^\p{Cc}]{1,1000}$/u.test(found) ? found : void 0;
}
function numberAt(value, name) {
  const found = value !== void 0 && Object.hasOwn(value, name) ? value[name] : void 0;
  return typeof found === "number" && Number.isSafeInteger(found) && found > 0 ? String(found) : void 0;
}

// src/formats/xml.ts
function* xmlEvents(text2) {
  const patterns = makePatterns();
  let at3 = text2.startsWith("\uFEFF") ? 1 : 0;
  while (at3 < text2.length) {
    const next = text2.indexOf("<", at3);
    const end = next < 0 ? text2.length : next;
    if (end > at3) yield { kind: "text", text: decode(text2.slice(at3, end)) };
    if (next < 0) return;
    const step = text2.startsWith("<!", next) || text2.startsWith("<?", next) ? special(text2, next) : element(text2, next, patterns);
    if (step === void 0) {
      yield { kind: "broken", at: next };
      return;
    }
    yield* step.events;
    at3 = step.end;
  }
}
function makePatterns() {
  return {
    name: /[A-Za-z_:][\w:.-]*/y,
    attribute: /\s+([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y,
    end: /\s*(\/?)>/y,
    close: /<\/([A-Za-z_:][\w:.-]*)\s*>/y
  };
}
function special(text2, at3) {
  const kinds = [
    ["<!--", "-->"],
    ["<?", "?>"],
    ["<![CDATA[", "]]>"]
  ];
  const kind = kinds.find(([start3]) => text2.startsWith(start3, at3));
  if (kind === void 0) return void 0;
  const [start2, stop] = kind;
  const end = text2.indexOf(stop, at3 + start2.length);
  if (end < 0) return void 0;
  const inside3 = text2.slice(at3 + start2.length, end);
  return { events: start2 === "<![CDATA[" ? [{ kind: "text", text: inside3 }] : [], end: end + stop.length };
}
function element(text2, at3, patterns) {
  const closing2 = match(patterns.close, text2, at3);
  if (closing2 !== void 0) {
    return { events: [{ kind: "close", name: closing2.found[1] ?? "" }], end: closing2.end };
  }
  const named2 = match(patterns.name, text2, at3 + 1);
  if (named2 === void 0) return void 0;
  const name = named2.found[0];
  const attributes = /* @__PURE__ */ new Map();
  let { end } = named2;
  for (let one = match(patterns.attribute, text2, end); one !== void 0; one = match(patterns.attribute, text2, end)) {
    const [, key = "", double, single] = one.found;
    attributes.set(key, decode(double ?? single ?? ""));
    end = one.end;
  }
  const last = match(patterns.end, text2, end);
  if (last === void 0) return void 0;
  const open2 = { kind: "open", name, attributes };
  return { events: last.found[1] === "/" ? [open2, { kind: "close", name }] : [open2], end: last.end };
}
function match(pattern, text2, at3) {
  pattern.lastIndex = at3;
  const found = pattern.exec(text2);
  return found === null ? void 0 : { found, end: pattern.lastIndex };
}
var ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
function decode(text2) {
  if (!text2.includes("&")) return text2;
  return text2.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g,
    (whole, hex, decimal, name) => {
      if (name !== void 0) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] ?? whole : whole;
      const code2 = hex === void 0 ? Number(decimal) : Number.parseInt(hex, 16);
      return code2 > 0 && code2 <= 1114111 ? String.fromCodePoint(code2) : whole;
    }
  );
}

// src/formats/junit.ts
var TEXT_LIMIT = 64 * 1024;
function readJunit(text2) {
  const cases = [];
  const open2 = [];
  let current;
  let seen = false;
  for (const event of xmlEvents(text2)) {
    switch (event.kind) {
      case "broken":
        return void 0;
      case "open":
        if (open2.length === 0 && event.name !== "testsuites" && event.name !== "testsuite") return void 0;
        seen = true;
        open2.push(event.name);
        if (event.name === "testcase") current = begin(event.attributes);
        else if (current !== void 0) mark2(current, event);
        break;
      case "text":
        if (current !== void 0 && isFailure(open2.at(-1))) append(current, event.text);
        break;
      case "close":
        if (open2.pop() !== event.name) return void 0;
        if (event.name === "testcase" && current !== void 0) {
          cases.push(finish(current));
          current = void 0;
        }
    }
  }
  return seen && open2.length === 0 ? { cases, ...counts(cases) } : void 0;
}
function slowest2(junit, count3 = 5) {
  return junit.cases.filter(({ milliseconds }) => milliseconds >= 1).toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, count3).map(({ name, milliseconds }) => ({ name, milliseconds }));
}
function countsText(counts2) {
  const parts = ["failed", "passed", "skipped"].flatMap(
    (name) => counts2[name] === 0 ? [] : [`${counts2[name]} ${name}`]
  );
  return parts.length === 0 ? "no tests" : parts.join(", ");
}
function begin(attributes) {
  const line = Number(attributes.get("line") ?? attributes.get("lineno") ?? Number.NaN);
  const seconds2 = Number((attributes.get("time") ?? "").replaceAll(",", ""));
  return {
    name: attributes.get("name") ?? "",
    classname: attributes.get("classname") ?? "",
    file: attributes.get("file") ?? attributes.get("filepath"),
    line: Number.isSafeInteger(line) && line >= 0 ? line : void 0,
    milliseconds: Number.isFinite(seconds2) && seconds2 > 0 ? Math.round(seconds2 * 1e3) : 0,
    outcome: "passed",
    message: "",
    text: ""
  };
}
function mark2(current, { name, attributes }) {
  if (isFailure(name)) {
    current.outcome = "failed";
    if (current.message === "") current.message = attributes.get("message") ?? "";
  } else if (name === "skipped" && current.outcome === "passed") current.outcome = "skipped";
}
function isFailure(name) {
  return name === "failure" || name === "error";
}
function append(current, text2) {
  if (current.text.length < TEXT_LIMIT) current.text = (current.text + text2).slice(0, TEXT_LIMIT);
}
function finish(draft) {
  const first = draft.text.split("\n").find((line) => line.trim() !== "") ?? "";
  return { ...draft, message: draft.message === "" ? first.trim() : draft.message };
}
function counts(cases) {
  const of = (outcome) => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, passed: of("passed"), failed: of("failed"), skipped: of("skipped") };
}

// src/report/junit-suites.ts
function suitesIn(text2) {
  const body = withoutProlog(text2);
  const bare = body === void 0 ? void 0 : withoutText(body);
  if (body === void 0 || bare === void 0 || /<[!?]/.test(bare) || !balanced(bare)) return void 0;
  const open2 = /^<(testsuites?)(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*>/.exec(body);
  if (open2 === null) return void 0;
  if (open2[1] === "testsuite") return body;
  return open2[0].endsWith("/>") ? "" : body.slice(open2[0].length, body.lastIndexOf("</")).trim();
}
function withoutProlog(text2) {
  let body = text2.replace(/^\ufeff?\s*(?:<\?xml\s[^<>]*\?>)?/, "").trim();
  while (body.startsWith("<!--")) {
    const end = body.indexOf("-->", 4);
    if (end < 0) return void 0;
    body = body.slice(end + 3).trimStart();
  }
  return body;
}
function withoutText(body) {
  const parts = [];
  let from = 0;
  for (; ; ) {
    const next = /<!--|<!\[CDATA\[/g;
    next.lastIndex = from;
    const found = next.exec(body);
    if (found === null) return parts.join("") + body.slice(from);
    const close = found[0] === "<!--" ? "-->" : "]]>";
    const end = body.indexOf(close, next.lastIndex);
    if (end < 0) return void 0;
    parts.push(body.slice(from, found.index));
    from = end + close.length;
  }
}
function balanced(bare) {
  const tag = /<(\/?)([\p{L}_][\p{L}\p{N}_:.-]*)(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/gu;
  const open2 = [];
  let tags = 0;
  for (const [whole, slash, name = ""] of bare.matchAll(tag)) {
    if (tags > 0 && open2.length === 0) return false;
    tags += 1;
    if (slash === "/") {
      if (open2.pop() !== name) return false;
    } else if (!whole.endsWith("/>")) open2.push(name);
  }
  return tags > 0 && open2.length === 0 && bare.split("<").length - 1 === tags && bare.trimEnd().endsWith(">");
}

// src/report/junit.ts
function junitReport(record, own2) {
  const suites = [];
  const ours = [];
  for (const how of record.how.jobs) {
    const taken = (own2.get(how.id) ?? []).map(suitesIn).filter((text2) => text2 !== void 0);
    suites.push(...taken);
    if (taken.length === 0) ours.push(...casesOf(record, how));
  }
  if (ours.length > 0) suites.push(suite(ours));
  return wrapped(suites);
}
function testsIn(own2) {
  const read4 = [...own2.values()].flat().map(readJunit);
  const counts2 = read4.flatMap((report) => report === void 0 ? [] : [report.tests]);
  return counts2.length === 0 ? void 0 : counts2.reduce((sum, count3) => sum + count3, 0);
}
function junitOfFailure(failure2) {
  const { message } = explain(failure2);
  return wrapped([
    suite([
      `<testcase classname="sealsmith" name="start"><error message="${attribute(message)}"/></testcase>`
    ])
  ]);
}
function casesOf(record, how) {
  const when = record.when.jobs.find((job) => job.id === how.id);
  const seconds2 = ((when?.milliseconds ?? 0) / 1e3).toFixed(3);
  const open2 = `<testcase classname="sealsmith" name="${attribute(how.id)}" time="${seconds2}"`;
  switch (how.state) {
    case "done":
    case "fresh":
    case "restored":
      return [`${open2}/>`];
    case "cancelled":
      return [`${open2}><skipped message="stopped"/></testcase>`];
    case "failed":
      return how.failedTests.length > 0 ? how.failedTests.map((test2) => failedCase(how, test2)) : [failedJob(open2, how)];
  }
}
function failedCase(how, test2) {
  const file = test2.file === void 0 ? "" : ` file="${attribute(test2.file)}"`;
  const line = test2.line === void 0 ? "" : ` line="${test2.line}"`;
  const first = attribute(test2.message.split("\n")[0] ?? "");
  const open2 = `<testcase classname="${attribute(how.id)}" name="${attribute(test2.name)}"${file}${line}>`;
  return `${open2}<failure message="${first}">${markup(test2.message)}</failure></testcase>`;
}
function failedJob(open2, how) {
  const text2 = failureClause(how);
  return `${open2}><failure message="${attribute(text2)}">${markup(text2)}</failure></testcase>`;
}
function attribute(text2) {
  return markup(visible(text2));
}
function suite(cases) {
  const number = (tag) => cases.filter((one) => one.includes(tag)).length;
  const counts2 = `tests="${cases.length}" failures="${number("<failure ")}" errors="${number("<error ")}" skipped="${number("<skipped ")}"`;
  return [`<testsuite name="sealsmith" ${counts2}>`, ...cases.map((one) => `  ${one}`), "</testsuite>"].join(
    "\n"
  );
}
function wrapped(suites) {
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join(
    "\n"
  );
}

// src/hosts/shared/own-reports.ts
function ownReports(view, plan2, record) {
  const ran = new Set(record.how.jobs.filter((how) => how.state !== "cancelled").map((how) => how.id));
  const jobs = plan2.jobs.filter((job) => job.spec.gives.includes("junit") && ran.has(job.spec.id));
  return new Map(
    jobs.map((job) => {
      const paths = job.spec.outputs.map((path) => path.endsWith(".xml") ? path : `${path}/junit.xml`);
      const texts = paths.map((path) => view.files.readText(posix.join(view.workspace, path), LIMIT));
      return [
        job.spec.id,
        texts.flatMap((text2) => text2.ok && text2.value !== void 0 ? [text2.value] : [])
      ];
    })
  );
}
var LIMIT = 16 * 1024 * 1024;

// src/hosts/github/outputs.ts
async function outputsOf(view, plan2, record, path) {
  const { files, workspace } = view;
  const absolute2 = (one) => posix.resolve(workspace, one);
  const file = path === void 0 ? void 0 : absolute2(path);
  const digest = file === void 0 ? void 0 : await files.digest(file);
  const { junit, binary, image, sbom, pushed, signatures, attestations } = record.what.facts;
  const reports = plan2 === void 0 ? /* @__PURE__ */ new Map() : ownReports(view, plan2, record);
  const bundles = [signatures, attestations].flatMap((fact) => fact?.evidence ?? []);
  const verdict = verdictOf(record);
  return given({
    exit: String(record.how.exit),
    record: file,
    "record-digest": digest?.ok === true ? `sha256:${digest.value.sha256}` : void 0,
    cache: cacheLine(record),
    tests: (junit?.tests ?? testsIn(reports))?.toString(),
    "failed-tests": String(record.how.jobs.reduce((sum, how) => sum + how.failedTests.length, 0)),
    binary: binary === void 0 ? void 0 : absolute2(binary.archive),
    "binary-digest": binary === void 0 ? void 0 : `sha256:${binary.sha256}`,
    image: image === void 0 ? void 0 : absolute2(image.layout),
    "image-digest": image?.digest,
    "image-pushed": pushed === void 0 ? void 0 : `${pushed.name}@${pushed.digest}`,
    sbom: sbom === void 0 ? void 0 : absolute2(sbom.path),
    signer: signatures?.signer,
    bundles: bundles.length === 0 ? void 0 : bundles.map((one) => absolute2(one.path)).join("\n"),
    verdict
  });
}
function verdictOf({ what, how }) {
  const jobs = how.jobs.filter(({ id }) => id === "verify");
  if (jobs.some(({ state }) => state === "failed")) return "fail";
  const verdicts = what.facts.verdict?.verdicts ?? [];
  if (jobs.length === 0 || verdicts.length === 0) return void 0;
  return verdicts.every(({ passed: passed2 }) => passed2) ? "pass" : "fail";
}
function given(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== void 0));
}

// src/core/command.ts
function commandText(command) {
  const [first, second, line] = command.args;
  const shell = command.tool === "sh" && first === "-eu" && second === "-c" && line !== void 0;
  const words = shell ? line : [command.tool, ...command.args].map(quoted).join(" ");
  return command.cwd === void 0 ? words : `(cd ${quoted(command.cwd)}) ${words}`;
}
function quoted(word) {
  return /^[\p{L}\p{N}@%+=:,./_~^-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
function commandSaid(command) {
  const [internal, helper, ...rest] = command.args;
  if (command.tool !== "sealsmith" || internal !== "internal") return commandText(command);
  const at3 = rest.indexOf("--");
  if (helper === "pack" || helper === "inject" || at3 < 0) return `sealsmith (${helper ?? ""})`;
  return rest.slice(at3 + 1).map(quoted).join(" ");
}

// src/report/live.ts
function liveOf(plan2) {
  return { plan: plan2, jobs: new Map(plan2.jobs.map((job) => [job.spec.id, { state: "waiting" }])) };
}
function after(live, event) {
  switch (event.kind) {
    case "job-started":
      return put(live, event.job, { state: "running", since: event.at, note: "" });
    case "job-progress": {
      const job = live.jobs.get(event.job);
      return job?.state === "running" ? put(live, event.job, { ...job, note: event.note }) : live;
    }
    case "job-finished":
      return put(live, event.record.how.id, { state: "over", record: event.record });
    case "run-started":
    case "run-finished":
    case "job-output":
    case "remark":
      return live;
  }
}
function running(live) {
  const found = [...live.jobs].flatMap(
    ([id, job]) => job.state === "running" ? [{ id, since: job.since, note: job.note }] : []
  );
  return found.sort((a, b) => a.since - b.since);
}
function frame(live, now, rows, look2) {
  const names3 = nameWidth(live.plan);
  const line = (job) => renderLine(live, job, now, names3, look2);
  const { jobs } = live.plan;
  if (jobs.length <= rows) return jobs.map(line);
  const failed2 = jobs.filter((job) => isOver(live, job, "failed"));
  const active = jobs.filter((job) => live.jobs.get(job.spec.id)?.state === "running");
  const waiting = jobs.filter((job) => live.jobs.get(job.spec.id)?.state === "waiting");
  const done = jobs.length - failed2.length - active.length - waiting.length;
  const room = Math.max(1, rows - (done > 0 ? 1 : 0) - 1);
  const shown = [...failed2, ...active, ...waiting].slice(0, room);
  const left = failed2.length + active.length + waiting.length - shown.length;
  const lines2 = shown.map(line);
  if (done > 0) lines2.unshift(`  ${mark("ok", look2)} ${done} done`);
  if (left > 0)
    lines2.push(
      `  ${mark("wait", look2)} ${paint(`${left} more ${waitWord(shown, live, left)}`, "quiet", look2)}`
    );
  return lines2.slice(0, rows);
}
function put(live, id, job) {
  return { ...live, jobs: new Map(live.jobs).set(id, job) };
}
function renderLine(live, planned2, now, names3, look2) {
  const job = live.jobs.get(planned2.spec.id) ?? { state: "waiting" };
  const id = [planned2.spec.id];
  switch (job.state) {
    case "over": {
      const row = jobRow(job.record);
      return rowLine(row, mark(row.mark, look2), names3, look2);
    }
    case "running": {
      const row = {
        mark: "run",
        names: id,
        time: duration(now - job.since),
        text: visible(job.note)
      };
      return rowLine(row, spinner(now, look2), names3, look2);
    }
    case "waiting": {
      const row = { mark: "wait", names: id, time: "", text: waitsFor(live, planned2) };
      return rowLine(row, mark("wait", look2), names3, look2);
    }
  }
}
function spinner(now, look2) {
  if (look2.marks === "plain") return mark("run", look2);
  return paint(SPINNER[Math.floor(now / 80) % SPINNER.length] ?? "", "warn", look2);
}
function waitsFor(live, planned2) {
  const open2 = planned2.after.filter((id) => live.jobs.get(id)?.state !== "over");
  return open2.length === 0 ? "waits its turn" : `waits for ${open2.map(visible).join(", ")}`;
}
function isOver(live, job, state) {
  const found = live.jobs.get(job.spec.id);
  return found?.state === "over" && found.record.how.state === state;
}
function waitWord(shown, live, left) {
  const hidden = running(live).some(({ id }) => !shown.some((job) => job.spec.id === id));
  return hidden ? "run or wait" : left === 1 ? "waits" : "wait";
}
var SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

// src/core/ring.ts
var Ring = class {
  #limit;
  #memory = new Uint8Array(0);
  /** Bytes that ever went in. */
  #passed = 0;
  /** @param limit  bytes to keep */
  constructor(limit) {
    this.#limit = limit;
  }
  push(bytes2) {
    if (this.#memory.length === 0 && bytes2.length > 0) this.#memory = new Uint8Array(this.#limit);
    const at3 = this.#passed % this.#limit;
    if (at3 + bytes2.length <= this.#limit) {
      this.#memory.set(bytes2, at3);
      this.#passed += bytes2.length;
      return;
    }
    const kept = bytes2.subarray(Math.max(0, bytes2.length - this.#limit));
    const start2 = (this.#passed + bytes2.length - kept.length) % this.#limit;
    const first = kept.subarray(0, this.#limit - start2);
    this.#memory.set(first, start2);
    this.#memory.set(kept.subarray(first.length), 0);
    this.#passed += bytes2.length;
  }
  /** Bytes that are no longer here. */
  get lost() {
    return Math.max(0, this.#passed - this.#limit);
  }
  /** What is here, in order, in one piece or two; valid until the next `push`. */
  pieces() {
    if (this.#passed <= this.#limit) return [this.#memory.subarray(0, this.#passed)];
    const at3 = this.#passed % this.#limit;
    return [this.#memory.subarray(at3), this.#memory.subarray(0, at3)];
  }
};

// src/report/transcript.ts
var Transcript = class {
  #headLimit;
  /** Grows by doubling, so that a million tiny pieces are no million arrays. */
  #head = new Uint8Array(0);
  #headBytes = 0;
  #ring;
  /** Bytes to keep of the beginning and of the end. */
  constructor(head, tail) {
    this.#headLimit = head;
    this.#ring = new Ring(tail);
  }
  push(chunk) {
    const forHead = Math.min(chunk.length, this.#headLimit - this.#headBytes);
    if (forHead > 0) this.#append(chunk.subarray(0, forHead));
    if (forHead < chunk.length) this.#ring.push(chunk.subarray(forHead));
  }
  /** Lines as they came, decoded with replacement; `omitted` counts the bytes between the two parts. */
  read() {
    const omitted = this.#ring.lost;
    const end = this.#ring.pieces();
    if (omitted === 0) return { head: decode2([this.#begun(), ...end]), omitted, tail: [] };
    const tail = decode2(end);
    return { head: decode2([this.#begun()]), omitted, tail: tail.length > 1 ? tail.slice(1) : tail };
  }
  /** The last lines, at most `most`, without the empty ones at the end. */
  last(most) {
    const { head, tail } = this.read();
    const lines2 = [...head, ...tail];
    while (lines2.at(-1)?.trim() === "") lines2.pop();
    return lines2.slice(-most);
  }
  #append(bytes2) {
    const needed = this.#headBytes + bytes2.length;
    if (needed > this.#head.length) {
      const grown = new Uint8Array(Math.min(this.#headLimit, Math.max(needed, 2 * this.#head.length)));
      grown.set(this.#begun());
      this.#head = grown;
    }
    this.#head.set(bytes2, this.#headBytes);
    this.#headBytes = needed;
  }
  #begun() {
    return this.#head.subarray(0, this.#headBytes);
  }
};
var Lines = class {
  #decoder = new TextDecoder();
  #rest = "";
  push(chunk) {
    return this.#take(this.#decoder.decode(chunk, { stream: true }));
  }
  /** What is left when nothing more comes. */
  end() {
    const lines2 = this.#take(this.#decoder.decode());
    lines2.push(...linesOf(this.#rest));
    this.#rest = "";
    return lines2;
  }
  #take(text2) {
    const all2 = this.#rest + text2;
    const end = Math.max(all2.lastIndexOf("\n"), all2.lastIndexOf("\r", all2.length - 2)) + 1;
    this.#rest = all2.slice(end);
    const lines2 = linesOf(all2.slice(0, end)).flatMap(short2);
    while (this.#rest.length > LONGEST) {
      lines2.push(this.#rest.slice(0, LONGEST));
      this.#rest = this.#rest.slice(LONGEST);
    }
    return lines2;
  }
};
var LONGEST = 8192;
function short2(line) {
  if (line.length <= LONGEST) return [line];
  return Array.from(
    { length: Math.ceil(line.length / LONGEST) },
    (_, at3) => line.slice(at3 * LONGEST, (at3 + 1) * LONGEST)
  );
}
function decode2(chunks) {
  return linesOf(new TextDecoder().decode(Buffer.concat(chunks))).flatMap(short2);
}

// src/hosts/shared/grouped.ts
function grouped(view, remarks2, brackets) {
  return new Grouped(view, remarks2, brackets);
}
var Grouped = class {
  #view;
  #remarks;
  #brackets;
  #output = /* @__PURE__ */ new Map();
  #tails = /* @__PURE__ */ new Map();
  #live;
  #stop = () => {
  };
  constructor(view, remarks2, brackets) {
    this.#view = view;
    this.#remarks = remarks2;
    this.#brackets = brackets;
  }
  on = (event) => {
    if (this.#live !== void 0) this.#live = after(this.#live, event);
    switch (event.kind) {
      case "run-started":
        this.#start(event.plan);
        break;
      case "job-output":
        this.#keep(event.job, event.chunk);
        break;
      case "job-finished":
        this.#finish(event.record, event.at);
        break;
      case "remark":
        this.#ours(noteLines(remarkText(event), this.#look()));
        break;
      case "run-finished":
        this.#end(event.record, event.path);
        break;
      case "job-started":
      case "job-progress":
        break;
    }
  };
  failed(failure2) {
    this.#stop();
    this.#lines(this.#brackets.refusal(failure2));
    this.#ours(failureText(failure2, exitOf(failure2), this.#look(), this.#view.verbose));
  }
  async close() {
    this.#stop();
  }
  #start(plan2) {
    this.#live = liveOf(plan2);
    this.#stop = this.#view.every(HEARTBEAT, () => this.#beat());
    if (this.#view.quiet) return;
    const look2 = this.#look();
    const remarks2 = this.#remarks.flatMap((remark) => noteLines(remark, look2));
    this.#ours([...header(plan2, look2), cut(tierClause(plan2), look2.columns), ...remarks2, ""]);
  }
  #keep(job, chunk) {
    const known = this.#output.get(job) ?? new Transcript(this.#brackets.keep, this.#brackets.keep);
    this.#output.set(job, known);
    known.push(chunk);
  }
  #finish(record, at3) {
    const { id, state } = record.how;
    const transcript = this.#output.get(id);
    this.#output.delete(id);
    const failed2 = state === "failed";
    if (failed2 && transcript !== void 0) this.#tails.set(id, transcript.last(TAIL));
    const plan2 = this.#live?.plan;
    if (plan2 === void 0 || this.#view.quiet && !failed2) return;
    const look2 = this.#look();
    const row = jobRow(record);
    const title2 = rowLine(row, mark(row.mark, look2), nameWidth(plan2), look2);
    const body = this.#body(plan2, record, transcript, look2);
    const group = { id, started: record.when.started, ended: at3, failed: failed2 };
    const { inert, open: open2, close } = this.#brackets;
    if (body.length === 0) this.#ours([title2]);
    else this.#lines([...open2(group, inert(title2)), ...body, ...close(group)]);
  }
  /** Whole lines of a group: the commands, what they printed, what is to be known of it. */
  #body(plan2, record, transcript, look2) {
    const { id, log, state } = record.how;
    const { inert, fence, prefix } = this.#brackets;
    const remarks2 = jobRow(record).remarks.flatMap((remark) => noteLines(remark, look2));
    if (transcript === void 0 && state !== "done" && state !== "failed") return remarks2.map(inert);
    const commands2 = plan2.jobs.find((job) => job.spec.id === id)?.spec.commands ?? [];
    const lines2 = state === "restored" ? [] : commands2.map((command) => inert(`${prefix}$ ${visible(commandText(command))}`));
    const { head, omitted, tail } = transcript?.read() ?? { head: [], omitted: 0, tail: [] };
    const printed = (line) => inert(prefix + outputLine(line, look2.color));
    if (head.length > 0) {
      const { before: before2, after: behind2 } = fence();
      const where = log === void 0 ? "" : `, all of it in ${visible(log)}`;
      const gap = omitted > 0 ? [inert(`… ${size(omitted)} left out here${where}`)] : [];
      lines2.push(...before2, ...head.map(printed), ...gap, ...tail.map(printed), ...behind2);
    }
    return [...lines2, ...remarks2.map(inert)];
  }
  #end(record, path) {
    this.#stop();
    const plan2 = this.#live?.plan;
    if (plan2 === void 0) return;
    const look2 = this.#look();
    const tail = (job) => this.#tails.get(job) ?? [];
    this.#lines(this.#brackets.verdict(plan2, record, tail));
    const rows = this.#view.quiet ? [] : ["", ...table(plan2, record, look2), ...criticalPath(record, look2).flatMap((line) => ["", line])];
    this.#ours([...rows, ...failures(record, tail, look2), "", ...closing(plan2, record, path, look2)]);
  }
  #beat() {
    if (this.#live === void 0 || this.#view.quiet) return;
    const now = this.#view.clock.now();
    const jobs = running(this.#live).map(
      ({ id, since, note }) => `${id} ${duration(now - since)}${note === "" ? "" : ` (${note})`}`
    );
    const look2 = this.#look();
    if (jobs.length > 0)
      this.#ours([
        cut(`  ${mark("run", { ...look2, color: false })} ${visible(jobs.join(", "))}`, look2.columns)
      ]);
  }
  #look() {
    return { columns: this.#view.columns(), color: this.#view.color, marks: "plain" };
  }
  #ours(lines2) {
    this.#lines(lines2.map(this.#brackets.inert));
  }
  #lines(lines2) {
    if (lines2.length > 0) this.#view.write(`${lines2.join("\n")}
`);
  }
};
var HEARTBEAT = 6e4;
var TAIL = 40;

// src/hosts/shared/told.ts
function toldBy(host) {
  switch (host) {
    case "gitlab":
      return GITLAB;
    case "github":
      return GITHUB;
    case "local":
      return ["CI"];
  }
}
function jobImage(env) {
  const said5 = env["SEALSMITH_JOB_IMAGE"] || env["CI_JOB_IMAGE"] || "";
  return IMAGE.test(said5) ? said5 : void 0;
}
var IMAGE = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$/;
function imageFacts(env) {
  const image = jobImage(env);
  return image === void 0 ? {} : { image };
}
var GITLAB = [
  ...["CI_SERVER_URL", "CI_SERVER_VERSION", "CI_CONFIG_PATH"],
  ...["CI_PROJECT_ID", "CI_PROJECT_PATH", "CI_PROJECT_URL", "CI_PROJECT_VISIBILITY", "CI_DEFAULT_BRANCH"],
  ...["CI_PIPELINE_ID", "CI_PIPELINE_SOURCE", "CI_PIPELINE_URL"],
  ...["CI_JOB_ID", "CI_JOB_NAME", "CI_JOB_STAGE", "CI_JOB_URL", "CI_JOB_IMAGE", "CI_JOB_MANUAL"],
  ...["CI_COMMIT_SHA", "CI_COMMIT_REF_NAME", "CI_COMMIT_REF_PROTECTED", "CI_COMMIT_BRANCH", "CI_COMMIT_TAG"],
  ...["CI_MERGE_REQUEST_IID", "CI_MERGE_REQUEST_REF_PATH", "CI_MERGE_REQUEST_EVENT_TYPE"],
  ...["CI_MERGE_REQUEST_PROJECT_PATH", "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH"],
  ...["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_OPEN_MERGE_REQUESTS"],
  ...["CI_ENVIRONMENT_NAME", "CI_REGISTRY", "CI_REGISTRY_IMAGE"],
  ...["CI_RUNNER_ID", "CI_RUNNER_DESCRIPTION", "CI_RUNNER_TAGS", "CI_RUNNER_VERSION"],
  ...["CI_RUNNER_EXECUTABLE_ARCH", "CI_SHARED_ENVIRONMENT", "CI_DISPOSABLE_ENVIRONMENT"],
  ...["GIT_STRATEGY", "GIT_DEPTH"]
];
var GITHUB = [
  ...["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_REPOSITORY_ID", "GITHUB_EVENT_NAME"],
  ...["GITHUB_REF", "GITHUB_REF_PROTECTED", "GITHUB_BASE_REF", "GITHUB_HEAD_REF", "GITHUB_SHA"],
  ...["GITHUB_WORKFLOW_REF", "GITHUB_WORKFLOW_SHA", "GITHUB_JOB", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"],
  ...["GITHUB_ACTOR", "GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTION_REPOSITORY", "GITHUB_ACTION_REF"],
  ...["RUNNER_NAME", "RUNNER_ENVIRONMENT", "RUNNER_OS", "RUNNER_ARCH"],
  ...["ACTIONS_CACHE_MODE"]
];

// src/hosts/github.ts
function github(env, files) {
  if (env["GITHUB_ACTIONS"] !== "true") return void 0;
  const { facts, remarks: remarks2 } = githubFacts(env, files);
  return {
    name: "github",
    facts: { ...facts, ...imageFacts(env) },
    remarks: remarks2,
    colors: true,
    open: async (view) => {
      for (const command of masks(view.secrets)) view.write(`${command}
`);
      return new GithubReporter(view, env, facts, remarks2);
    }
  };
}
var GithubReporter = class {
  #view;
  #env;
  #facts;
  #inner;
  #plan;
  #finished;
  #failure;
  #tail = () => [];
  constructor(view, env, facts, remarks2) {
    this.#view = view;
    this.#env = env;
    this.#facts = facts;
    const brackets = {
      inert: inertForGithub,
      open: (_, title2) => [workflowCommand("group", {}, stripVTControlCharacters(title2).trim())],
      close: () => [workflowCommand("endgroup", {}, "")],
      fence: () => stopCommands(view.token()),
      prefix: "",
      keep: 2 * 1024 * 1024,
      verdict: (_, record, tail) => {
        this.#tail = tail;
        return annotations(record, { place: this.#place(), tail, isFile: this.#isFile });
      },
      refusal: (failure2) => annotationsOfFailure(failure2, this.#place())
    };
    this.#inner = grouped(view, remarks2, brackets);
  }
  on = (event) => {
    if (event.kind === "run-started") this.#plan = event.plan;
    this.#inner.on(event);
    if (event.kind !== "run-finished") return;
    this.#finished = { record: event.record, path: event.path };
    if (this.#plan === void 0 || event.path === void 0) return;
    const line = reproduceLine(this.#plan, event.path, jobImage(this.#env));
    this.#view.write(`${inertForGithub(line)}
`);
  };
  failed(failure2) {
    this.#failure = failure2;
    this.#inner.failed(failure2);
  }
  async close() {
    await this.#inner.close();
    await this.#attempt("step summary", "GITHUB_STEP_SUMMARY", async (path) => {
      const page = this.#page(path);
      if (page === "") return;
      const { summary } = await import("./actions-core.js");
      await summary.addRaw(page).write();
    });
    const outputs = await this.#outputs();
    await this.#attempt("outputs", "GITHUB_OUTPUT", async () => {
      const core = await import("./actions-core.js");
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    });
  }
  #page(summary) {
    if (this.#failure !== void 0) return markdownOfFailure(this.#failure, exitOf(this.#failure));
    if (this.#plan === void 0 || this.#finished === void 0) return "";
    const there = this.#view.files.readText(summary, PAGE_LIMIT);
    const used = there.ok ? Buffer.byteLength(there.value ?? "") : PAGE_LIMIT;
    const { record, path } = this.#finished;
    const limit = PAGE_LIMIT - used - 1024;
    if (limit < 8192) return "";
    const image = jobImage(this.#env);
    return markdown(this.#plan, record, { limit, link: this.#link, tail: this.#tail, record: path, image });
  }
  async #outputs() {
    if (this.#failure !== void 0) return { exit: String(exitOf(this.#failure)) };
    if (this.#finished === void 0) return {};
    return outputsOf(this.#view, this.#plan, this.#finished.record, this.#finished.path);
  }
  /** The library throws when the runner's file is not there; a run must not fail because its report could not be left. */
  async #attempt(what, variable2, write) {
    const path = this.#env[variable2] ?? "";
    if (path === "") return;
    try {
      await write(path);
    } catch (error2) {
      const text2 = `the ${what} could not be written: ${error2 instanceof Error ? error2.message : String(error2)}`;
      const lines2 = noteLines(text2, { columns: this.#view.columns(), color: false, marks: "plain" });
      this.#view.write(`${lines2.map(inertForGithub).join("\n")}
`);
    }
  }
  /** Git knows best where the workspace lies in the repository; without a plan the runner's own folder is taken. */
  #place() {
    const { workspace } = this.#view;
    const top = this.#env["GITHUB_WORKSPACE"] ?? "";
    const prefix = this.#plan?.context.git?.prefix ?? (top === "" ? "" : posix.relative(top, workspace));
    return fromTop(prefix, workspace);
  }
  /** Of the workspace, by a path as its tools print it. */
  #isFile = (path) => {
    const { files, workspace } = this.#view;
    return files.kind(posix.resolve(workspace, path)) === "file";
  };
  #link = (file, line) => {
    const path = this.#place()(file);
    const { repositoryUrl, commit } = this.#facts;
    if (path === void 0 || repositoryUrl === "" || commit === "") return void 0;
    const encoded2 = path.split("/").map(encodeURIComponent).join("/");
    return `${repositoryUrl}/blob/${commit}/${encoded2}${line === void 0 ? "" : `#L${line}`}`;
  };
};
function stopCommands(token) {
  return { before: [`::stop-commands::${token}`], after: [`::${token}::`] };
}
function masks(secrets) {
  const values = secrets.flatMap((secret) => [
    secret,
    ...secret.split(/\r?\n/).filter((line) => line.length >= 8)
  ]);
  const distinct = [...new Set(values)].filter((value) => value.trim() !== "");
  return distinct.map((value) => workflowCommand("add-mask", {}, value));
}

// src/core/path.ts
var OURS = ".sealsmith";
function workspacePath(text2) {
  if (text2 === "" || text2.includes("\0") || text2.startsWith("/")) return void 0;
  const normal = posix.normalize(text2).replace(/\/+$/, "");
  if (normal === "." || normal === ".." || normal.startsWith("../")) return void 0;
  return normal;
}
function isBelow(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}
function globTest(pattern) {
  const clean2 = pattern.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
  if (clean2 === "**" || clean2 === "." || clean2 === "" && pattern.startsWith(".")) return () => true;
  const expression = expressionOf(clean2);
  return expression === void 0 ? (path) => isBelow(path, clean2) : (path) => expression.test(path);
}
function isGlob(pattern) {
  return !pattern.startsWith("/") && !pattern.split("/").includes("..") && expressionOf(pattern) !== void 0;
}
function expressionOf(pattern) {
  try {
    return new RegExp(`^${source(pattern)}(?:/.*)?$`, "su");
  } catch {
    return void 0;
  }
}
function source(pattern) {
  let out = "";
  let depth = 0;
  for (let at3 = 0; at3 < pattern.length; at3 += 1) {
    const char = pattern[at3];
    if (pattern.startsWith("**/", at3)) {
      out += "(?:.*/)?";
      at3 += 2;
    } else if (pattern.startsWith("**", at3)) {
      out += ".*";
      at3 += 1;
    } else if (char === "*") out += "[^/]*";
    else if (char === "?") out += "[^/]";
    else if (char === "[" && pattern.indexOf("]", at3 + 2) > 0) {
      const end = pattern.indexOf("]", at3 + 2);
      const set = pattern.slice(at3 + 1, end).replace(/^!/, "^").replace(/[\\\]]/g, "\\$&");
      out += `(?!/)[${set}]`;
      at3 = end;
    } else if (char === "{") {
      out += "(?:";
      depth += 1;
    } else if (char === "}" && depth > 0) {
      out += ")";
      depth -= 1;
    } else if (char === "," && depth > 0) out += "|";
    else out += char.replace(/[\\^$.|+()[\]{}/]/g, "\\$&");
  }
  return out;
}
function keyText(text2) {
  if (text2.isWellFormed()) return text2;
  return text2.replace(/[\udc80-\udcff]/gu, (stray) => `\0${(stray.charCodeAt(0) - 56320).toString(16)}`);
}

// src/hosts/gitlab/facts.ts
function gitlabFacts(env) {
  const read4 = new Reading(env, "GitLab");
  const facts = {
    host: "gitlab",
    source: read4.needed("CI_PIPELINE_SOURCE", /^[a-z_]+$/),
    repository: read4.needed("CI_PROJECT_PATH", PROJECT),
    repositoryUrl: read4.needed("CI_PROJECT_URL", ADDRESS),
    ref: refOf(read4),
    commit: read4.needed("CI_COMMIT_SHA", /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
    defaultBranch: read4.optional("CI_DEFAULT_BRANCH"),
    // Anything but the exact word is no.
    refProtected: env["CI_COMMIT_REF_PROTECTED"] === "true",
    headRepository: read4.optional("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", PROJECT),
    change: read4.optional("CI_MERGE_REQUEST_IID", /^[0-9]+$/),
    visibility: read4.optional("CI_PROJECT_VISIBILITY", /^(?:public|internal|private)$/),
    runUrl: read4.optional("CI_JOB_URL", ADDRESS) ?? read4.optional("CI_PIPELINE_URL", ADDRESS) ?? ""
  };
  return { facts, remarks: read4.remarks };
}
var PROJECT = /^[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)+$/u;
var ADDRESS = /^https?:\/\/[^\s"'<>]+$/;
function refOf(read4) {
  const tag = read4.optional("CI_COMMIT_TAG");
  if (tag !== void 0) return `refs/tags/${tag}`;
  const change = read4.optional("CI_MERGE_REQUEST_REF_PATH", /^refs\//);
  if (change !== void 0) return change;
  const branch = read4.optional("CI_COMMIT_BRANCH");
  return branch === void 0 ? "" : `refs/heads/${branch}`;
}

// src/hosts/gitlab.ts
var JUNIT_PATH = `${OURS}/junit.xml`;
function gitlab(env) {
  if (env["GITLAB_CI"] !== "true") return void 0;
  const { facts, remarks: remarks2 } = gitlabFacts(env);
  return {
    name: "gitlab",
    facts: { ...facts, ...imageFacts(env) },
    remarks: remarks2,
    colors: true,
    open: async (view) => new GitlabReporter(view, remarks2, jobImage(env))
  };
}
function section(kind, seconds2, id, collapsed) {
  const name = `sealsmith_${id.replace(/[^A-Za-z0-9.-]/g, (char) => `_${(char.codePointAt(0) ?? 0).toString(16)}_`)}`;
  return `${CLEAR}section_${kind}:${Math.floor(seconds2)}:${name}${collapsed ? "[collapsed=true]" : ""}\r${CLEAR}`;
}
var GitlabReporter = class {
  #view;
  #inner;
  #plan;
  #record;
  #failure;
  #image;
  constructor(view, remarks2, image) {
    this.#view = view;
    this.#image = image;
    this.#inner = grouped(view, remarks2, BRACKETS);
  }
  on = (event) => {
    this.#inner.on(event);
    if (event.kind === "run-started") this.#plan = event.plan;
    if (event.kind !== "run-finished") return;
    this.#record = event.record;
    if (this.#plan === void 0 || event.path === void 0) return;
    const line = reproduceLine(this.#plan, posix.basename(event.path), this.#image);
    this.#view.write(`${inertForGitlab(line)}
`);
  };
  failed(failure2) {
    this.#failure = failure2;
    this.#inner.failed(failure2);
  }
  async close() {
    await this.#inner.close();
    const { files, workspace } = this.#view;
    const text2 = this.#report();
    if (text2 === void 0 || files.kind(workspace) !== "folder") return;
    const written = files.writeText(posix.join(workspace, JUNIT_PATH), text2);
    if (!written.ok) this.#note(`${JUNIT_PATH} could not be written, so GitLab will show no tests`);
  }
  #report() {
    if (this.#failure !== void 0) return junitOfFailure(this.#failure);
    if (this.#plan === void 0 || this.#record === void 0) return void 0;
    return junitReport(this.#record, ownReports(this.#view, this.#plan, this.#record));
  }
  #note(text2) {
    const lines2 = noteLines(text2, { columns: this.#view.columns(), color: this.#view.color, marks: "plain" });
    this.#view.write(`${lines2.map(inertForGitlab).join("\n")}
`);
  }
};
var CLEAR = `${String.fromCharCode(27)}[0K`;
var BRACKETS = {
  inert: inertForGitlab,
  open: (group, title2) => [
    section("start", group.started / 1e3, group.id, !group.failed) + header2(title2)
  ],
  close: (group) => [section("end", group.ended / 1e3, group.id, false)],
  fence: () => ({ before: [], after: [] }),
  prefix: "",
  // GitLab cuts a whole log at 4 MiB by default, and the table at its end must not be what is lost.
  keep: 192 * 1024,
  verdict: () => [],
  refusal: () => []
};
function header2(title2) {
  return stripVTControlCharacters(title2);
}

// src/hosts/shared/tails.ts
var Tails = class {
  #jobs = /* @__PURE__ */ new Map();
  push(job, chunk) {
    const known = this.#jobs.get(job) ?? new Transcript(0, KEPT);
    this.#jobs.set(job, known);
    known.push(chunk);
  }
  /** A job that did not fail needs no tail. */
  forget(job) {
    this.#jobs.delete(job);
  }
  last = (job) => this.#jobs.get(job)?.last(LINES) ?? [];
};
var KEPT = 64 * 1024;
var LINES = 40;

// src/hosts/local/lines.ts
function lines(view) {
  return new PlainLines(view);
}
var PlainLines = class {
  #view;
  #tails = new Tails();
  #plan;
  #prefixed;
  constructor(view) {
    this.#view = view;
  }
  on = (event) => {
    const { quiet, color } = this.#view;
    switch (event.kind) {
      case "run-started":
        this.#start(event.plan);
        break;
      case "job-started":
        this.#write(this.#prefixed?.commands(event.job, color) ?? []);
        break;
      case "job-output":
        this.#tails.push(event.job, event.chunk);
        this.#write(this.#prefixed?.push(event.job, event.chunk, color) ?? []);
        break;
      case "job-finished":
        this.#finish(event.record);
        break;
      case "remark":
        if (!quiet) this.#write(noteLines(remarkText(event), this.#look()));
        break;
      case "run-finished":
        this.#end(event.record, event.path);
        break;
      case "job-progress":
        break;
    }
  };
  failed(failure2) {
    this.#write(failureText(failure2, exitOf(failure2), this.#look(), this.#view.verbose));
  }
  async close() {
  }
  #start(plan2) {
    const look2 = this.#look();
    this.#plan = plan2;
    if (this.#view.verbose) this.#prefixed = new Prefixed(plan2, look2);
    if (!this.#view.quiet) this.#write([...header(plan2, look2), ""]);
  }
  #finish(record) {
    const { id, state } = record.how;
    if (state !== "failed") this.#tails.forget(id);
    this.#write(this.#prefixed?.end(id, this.#view.color) ?? []);
    if (this.#plan === void 0 || this.#view.quiet) return;
    this.#write(renderRow(jobRow(record), nameWidth(this.#plan), this.#look()));
  }
  #end(record, path) {
    const plan2 = this.#plan;
    if (plan2 === void 0) return;
    const look2 = this.#look();
    const { quiet, verbose } = this.#view;
    if (quiet && record.how.exit === 0) {
      this.#write(status(record, path, look2));
      return;
    }
    const rows = quiet ? [] : verbose ? ["", ...table(plan2, record, look2)] : skipped(plan2, record, look2);
    const end = [
      ...rows,
      ...failures(record, this.#tails.last, look2),
      "",
      ...closing(plan2, record, path, look2)
    ];
    this.#write(quiet && end[0] === "" ? end.slice(1) : end);
  }
  #look() {
    return {
      columns: this.#view.columns(),
      color: this.#view.color,
      marks: this.#view.terminal ? "tree" : "plain"
    };
  }
  #write(text2) {
    if (text2.length > 0) this.#view.write(`${text2.join("\n")}
`);
  }
};
var Prefixed = class {
  #jobs = /* @__PURE__ */ new Map();
  #plan;
  #width;
  #bar;
  constructor(plan2, look2) {
    this.#plan = plan2;
    this.#width = nameWidth(plan2);
    this.#bar = look2.marks === "tree" ? "│" : "|";
  }
  commands(job, color) {
    const commands2 = this.#plan.jobs.find((one) => one.spec.id === job)?.spec.commands ?? [];
    return commands2.map((command) => this.#line(job, `$ ${visible(commandText(command))}`, color));
  }
  push(job, chunk, color) {
    const known = this.#jobs.get(job) ?? new Lines();
    this.#jobs.set(job, known);
    return known.push(chunk).map((line) => this.#line(job, line, color));
  }
  end(job, color) {
    const rest = this.#jobs.get(job)?.end() ?? [];
    this.#jobs.delete(job);
    return rest.map((line) => this.#line(job, line, color));
  }
  #line(job, line, color) {
    return `${padEnd(visible(job), this.#width)} ${this.#bar} ${outputLine(line, color)}`;
  }
};

// src/hosts/local/tree.ts
function tree(view) {
  return new Tree(view);
}
var Tree = class {
  #view;
  #tails = new Tails();
  #live;
  /** The lines that stand on the terminal now and will be drawn over. */
  #drawn = [];
  #stop = () => {
  };
  constructor(view) {
    this.#view = view;
  }
  on = (event) => {
    if (this.#live !== void 0) this.#live = after(this.#live, event);
    switch (event.kind) {
      case "run-started":
        this.#start(liveOf(event.plan));
        break;
      case "job-output":
        this.#tails.push(event.job, event.chunk);
        break;
      case "job-finished":
        if (event.record.how.state !== "failed") this.#tails.forget(event.record.how.id);
        this.#draw();
        break;
      case "remark":
        this.#above(noteLines(remarkText(event), this.#look()));
        break;
      case "run-finished":
        this.#end(event.record, event.path);
        break;
      case "job-started":
      case "job-progress":
        break;
    }
  };
  failed(failure2) {
    this.#erase();
    this.#stop();
    this.#print(failureText(failure2, exitOf(failure2), this.#look(), this.#view.verbose));
  }
  async close() {
    this.#stop();
  }
  #start(live) {
    this.#live = live;
    const look2 = this.#look();
    this.#print([...header(live.plan, look2), ""]);
    if (live.plan.jobs.length === 0) return;
    const timer = this.#view.every(TICK, () => this.#draw());
    const forget = this.#view.onExit(() => this.#view.write(SHOW));
    this.#view.write(HIDE);
    this.#stop = () => {
      this.#stop = () => {
      };
      timer();
      forget();
      this.#view.write(SHOW);
    };
    this.#draw();
  }
  #end(record, path) {
    const plan2 = this.#live?.plan;
    if (plan2 === void 0) return;
    this.#erase();
    this.#stop();
    const look2 = this.#look();
    const block = failures(record, this.#tails.last, look2);
    this.#print([...table(plan2, record, look2), ...block, "", ...closing(plan2, record, path, look2)]);
  }
  /** Puts lines for good where the tree begins, and the tree below them. */
  #above(lines2) {
    this.#erase();
    this.#print(lines2);
    this.#draw();
  }
  #draw() {
    if (this.#live === void 0) return;
    const look2 = this.#look();
    const lines2 = frame(this.#live, this.#view.clock.now(), Math.max(1, this.#view.rows() - 2), look2);
    const text2 = lines2.map((line) => `${line}${CLEAR_LINE}
`).join("");
    this.#view.write(`${this.#back()}${text2}${CLEAR_BELOW}`);
    this.#drawn = lines2;
  }
  #erase() {
    if (this.#drawn.length > 0) this.#view.write(`${this.#back()}${CLEAR_BELOW}`);
    this.#drawn = [];
  }
  /** Moves to the first cell of what was drawn; a terminal made narrower has wrapped its lines. */
  #back() {
    const columns = Math.max(1, this.#view.columns());
    const height = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(cells(line) / columns)), 0);
    return height === 0 ? "" : `${ESC3}[${height}A\r`;
  }
  #print(lines2) {
    if (lines2.length > 0) this.#view.write(`${lines2.join("\n")}
`);
  }
  #look() {
    return { columns: Math.max(20, this.#view.columns() - 1), color: this.#view.color, marks: "tree" };
  }
};
var ESC3 = String.fromCharCode(27);
var HIDE = `${ESC3}[?25l`;
var SHOW = `${ESC3}[?25h`;
var CLEAR_LINE = `${ESC3}[K`;
var CLEAR_BELOW = `${ESC3}[J`;
var TICK = 80;

// src/hosts/local.ts
function local(env) {
  const ci = env["CI"] !== void 0 && !["", "0", "false"].includes(env["CI"].toLowerCase());
  return {
    name: "local",
    facts: { host: "local", ci, ...imageFacts(env) },
    remarks: [],
    colors: false,
    open: async (view) => {
      if (ci) return grouped(view, [], UNKNOWN_CI);
      return view.terminal && !view.quiet && !view.verbose ? tree(view) : lines(view);
    }
  };
}
var UNKNOWN_CI = {
  inert: inertForUnknown,
  open: (_, title2) => [title2],
  close: () => [""],
  fence: () => ({ before: [], after: [] }),
  prefix: "  | ",
  keep: 1024 * 1024,
  verdict: () => [],
  refusal: () => []
};

// src/hosts/registry.ts
var HOSTS = [
  // GITHUB_ACTIONS=true: groups, annotations, a step summary, outputs
  github,
  // GITLAB_CI=true: sections, a JUnit report
  gitlab,
  // a terminal, a pipe, or a CI service that we do not know
  local
];
function detectHost(env, files) {
  for (const door of HOSTS) {
    const host = door(env, files);
    if (host !== void 0) return host;
  }
  throw new Error("the local host refuses nothing");
}

// node:crypto
var { X509Certificate, createHash, createPrivateKey, createPublicKey, createSign, generateKeyPairSync, hash, randomBytes, randomUUID, scrypt, sign, verify } = process.getBuiltinModule?.("node:crypto") ?? {};

// src/system/terminal.ts
function openTerminal() {
  return {
    output: streamOf(process.stdout),
    error: streamOf(process.stderr),
    every(milliseconds, tick) {
      const timer = setInterval(tick, milliseconds);
      timer.unref();
      return () => clearInterval(timer);
    },
    onExit(restore2) {
      process.on("exit", restore2);
      return () => process.off("exit", restore2);
    },
    token: () => randomBytes(16).toString("hex"),
    onSignal(handle) {
      process.on("SIGINT", () => handle("SIGINT")).on("SIGTERM", () => handle("SIGTERM"));
    }
  };
}
function streamOf(stream2) {
  return {
    write: (text2) => writeAll(stream2.fd, Buffer.from(text2, "utf8")),
    terminal: stream2.isTTY === true,
    // A pseudo terminal that nobody gave a size says 0: act's is one, and a container's.
    columns: () => stream2.columns || 80,
    rows: () => stream2.rows || 24
  };
}
function writeAll(fd, bytes2) {
  let at3 = 0;
  while (at3 < bytes2.length) {
    try {
      at3 += writeSync(fd, bytes2, at3);
    } catch (error2) {
      const { code: code2 } = error2;
      if (code2 === "EPIPE" || code2 === "EIO") return;
      if (code2 === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      else throw error2;
    }
  }
}

// node:os
var { availableParallelism, homedir, tmpdir } = process.getBuiltinModule?.("node:os") ?? {};

// src/system/clock.ts
function systemClock() {
  return { now: () => Date.now() };
}

// src/core/name-text.ts
function nameText(bytes2) {
  const text2 = bytes2.toString("utf8");
  if (!text2.includes("�") || Buffer.from(text2, "utf8").equals(bytes2)) return text2;
  let out = "";
  for (let at3 = 0; at3 < bytes2.length; ) {
    const length = sequence(bytes2, at3);
    out += length === 0 ? String.fromCharCode(56320 + (bytes2[at3] ?? 0)) : bytes2.toString("utf8", at3, at3 + length);
    at3 += Math.max(1, length);
  }
  return out;
}
function isDoubtful(name) {
  return name.includes("�");
}
function fsPath(text2) {
  if (text2.isWellFormed()) return text2;
  const parts = [...text2].map((char) => {
    const code2 = char.charCodeAt(0);
    return char.length === 1 && code2 >= 56448 && code2 <= 56575 ? Buffer.from([code2 - 56320]) : Buffer.from(char, "utf8");
  });
  return Buffer.concat(parts);
}
function sequence(bytes2, at3) {
  const first = bytes2[at3] ?? 0;
  const length = first < 128 ? 1 : first < 194 ? 0 : first < 224 ? 2 : first < 240 ? 3 : first < 245 ? 4 : 0;
  if (length === 0 || at3 + length > bytes2.length) return 0;
  const piece = bytes2.subarray(at3, at3 + length);
  return Buffer.from(piece.toString("utf8"), "utf8").equals(piece) ? length : 0;
}

// src/system/folder.ts
function readFolder(path) {
  const entries = readdirSync(fsPath(path), { withFileTypes: true });
  const listed2 = entries.some((entry2) => isDoubtful(entry2.name)) ? readdirSync(fsPath(path), { withFileTypes: true, encoding: "buffer" }).map((entry2) => ({
    name: nameText(entry2.name),
    kind: kindOf(entry2)
  })) : entries.map((entry2) => ({ name: entry2.name, kind: kindOf(entry2) }));
  return listed2.sort((a, b) => compare(a.name, b.name));
}
function kindOf(found) {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "folder";
  return found.isSymbolicLink() ? "link" : "other";
}
function walkFolder(root, skip3) {
  const found = [];
  const enter3 = (below3) => {
    for (const { name, kind } of readThere(below3 === "" ? root : `${root}/${below3}`, below3 === "")) {
      const path = below3 === "" ? name : `${below3}/${name}`;
      if (kind === "folder") {
        if (name !== ".git" && !skip3.has(name)) enter3(path);
      } else if (kind !== "other" && name !== ".git") found.push(path);
    }
  };
  enter3("");
  return found.sort(compare);
}
function makeFolders(path, mode = 511) {
  try {
    mkdirSync(fsPath(path), { mode });
  } catch (error2) {
    if (errnoOf(error2) === "ENOENT" && dirname(path) !== path) {
      makeFolders(dirname(path));
      mkdirUnlessThere(path, mode);
    } else if (!isFolder(path)) throw error2;
  }
}
function mkdirUnlessThere(path, mode) {
  try {
    mkdirSync(fsPath(path), { mode });
  } catch (error2) {
    if (!isFolder(path)) throw error2;
  }
}
function isFolder(path) {
  return statSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}
function readThere(path, isRoot) {
  try {
    return readFolder(path);
  } catch (error2) {
    const gone = ["ENOENT", "ENOTDIR"].includes(error2.code ?? "");
    if (gone && !isRoot) return [];
    throw error2;
  }
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/system/remove.ts
function removeTree(path) {
  try {
    rmSync(fsPath(path), { recursive: true, force: true });
  } catch (error2) {
    if (!["EACCES", "EPERM"].includes(errnoOf(error2) ?? "")) throw error2;
    openFolders(fsPath(path));
    rmSync(fsPath(path), { recursive: true, force: true });
  }
}
function openFolders(folder) {
  try {
    chmodSync(folder, 448);
    for (const entry2 of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
      if (entry2.isDirectory()) openFolders(below(folder, entry2.name));
    }
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
  }
}
function below(folder, name) {
  const start2 = typeof folder === "string" ? Buffer.from(join(folder, "/")) : Buffer.concat([folder, Buffer.from("/")]);
  return Buffer.concat([start2, name]);
}

// src/system/disk.ts
var PLAIN3 = constants.O_NOFOLLOW | constants.O_NONBLOCK;
var NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
function systemDisk() {
  let masked;
  const mask = () => {
    masked ??= umask();
    return masked;
  };
  return {
    openRead: (path) => openRegular(path, constants.O_RDONLY | PLAIN3),
    openWrite: (path) => openRegular(path, constants.O_RDWR | PLAIN3),
    create(path, mode) {
      const file = openSync(fsPath(path), NEW, mode);
      if ((mode & mask()) !== 0) closingOnError(file, () => fchmodSync(file, mode));
      return file;
    },
    close: closeSync,
    facts: (file) => factsOf(fstatSync(file)),
    read: readFully,
    readWhole(path, into) {
      const file = openSync(fsPath(path), constants.O_RDONLY | PLAIN3);
      try {
        const bytes2 = regular(file, path).size;
        const wanted = Math.min(bytes2, into.length);
        const read4 = readFully(file, into.subarray(0, wanted), 0);
        return read4 < wanted ? read4 : bytes2;
      } finally {
        closeSync(file);
      }
    },
    write(file, bytes2, position) {
      for (let at3 = 0; at3 < bytes2.length; ) {
        const place3 = position === void 0 ? null : position + at3;
        at3 += writeSync(file, bytes2, at3, bytes2.length - at3, place3);
      }
    },
    sync: fsyncSync,
    look(path) {
      try {
        const found = lstatSync(fsPath(path), { throwIfNoEntry: false });
        return found === void 0 ? void 0 : factsOf(found);
      } catch (error2) {
        if (errnoOf(error2) === "ENOTDIR") return void 0;
        throw error2;
      }
    },
    list: readFolder,
    scan: scanFolder,
    readLink: (path) => nameText(readlinkSync(fsPath(path), { encoding: "buffer" })),
    makeFolder(path, mode) {
      mkdirSync(fsPath(path), mode);
      if ((mode & mask()) !== 0) chmodSync(fsPath(path), mode);
    },
    makeLink: (target, path) => symlinkSync(fsPath(target), fsPath(path)),
    makeHardLink: (existing, path) => linkSync(fsPath(existing), fsPath(path)),
    setMode: (path, mode) => chmodSync(fsPath(path), mode),
    setOwner: (path, uid, gid) => lchownSync(fsPath(path), uid, gid),
    rename: (from, to) => renameSync(fsPath(from), fsPath(to)),
    touch: (path, modified) => lutimesSync(fsPath(path), modified / 1e3, modified / 1e3),
    remove: removeTree,
    removeFile: (path) => unlessGone(() => unlinkSync(fsPath(path))),
    removeFolder: (path) => unlessGone(() => rmdirSync(fsPath(path)))
  };
}
function openRegular(path, flags) {
  const file = openSync(fsPath(path), flags);
  closingOnError(file, () => regular(file, path));
  return file;
}
function regular(file, path) {
  const found = fstatSync(file);
  if (!found.isFile()) throw Object.assign(new Error("not a regular file"), { code: "EINVAL", path });
  return found;
}
function readFully(file, into, position) {
  let at3 = 0;
  while (at3 < into.length) {
    const count3 = readSync(file, into, at3, into.length - at3, position + at3);
    if (count3 === 0) break;
    at3 += count3;
  }
  return at3;
}
function closingOnError(file, work2) {
  try {
    work2();
  } catch (error2) {
    closeSync(file);
    throw error2;
  }
}
function factsOf(found) {
  return { kind: kindOf(found), bytes: found.size, mode: found.mode & 4095, modified: found.mtimeMs };
}
function scanFolder(path, most, visit) {
  const folder = opendirSync(path);
  try {
    for (let count3 = 0; ; count3 += 1) {
      const entry2 = folder.readSync();
      if (entry2 === null) return true;
      if (count3 === most) return false;
      visit(entry2.name, kindOf(entry2));
    }
  } finally {
    folder.closeSync();
  }
}
function unlessGone(work2) {
  try {
    work2();
  } catch (error2) {
    if (errnoOf(error2) !== "ENOENT") throw error2;
  }
}
function umask() {
  try {
    const found = /^Umask:\s*([0-7]+)$/m.exec(readFileSync("/proc/self/status", "latin1"));
    return found === null ? 511 : Number.parseInt(found[1] ?? "777", 8);
  } catch {
    return 511;
  }
}

// node:fs/promises
var { open } = process.getBuiltinModule?.("node:fs/promises") ?? {};

// node:timers/promises
var { setImmediate, setTimeout: setTimeout2 } = process.getBuiltinModule?.("node:timers/promises") ?? {};

// src/system/digest-groups.ts
var SMALL = 4 * 1024 * 1024;
var WORTH = 150;
var GROUP = { files: 500, bytes: 16 * 1024 * 1024 };
function isWorthThreads(files) {
  return files.reduce((sum, { size: size3 }) => sum + 0.02 + size3 / 13e5, 0) > WORTH;
}
function groupsOf(files) {
  const large = files.filter(({ size: size3 }) => size3 > SMALL).sort((a, b) => b.size - a.size);
  const groups = large.map((file) => [file]);
  let group = [];
  let bytes2 = 0;
  for (const file of files) {
    if (file.size > SMALL) continue;
    if (group.length === 0 || group.length === GROUP.files || bytes2 > GROUP.bytes) {
      group = [];
      bytes2 = 0;
      groups.push(group);
    }
    group.push(file);
    bytes2 += file.size;
  }
  return groups;
}

// src/system/digest-whole.ts
var PIECE = 256 * 1024;
var PLAIN4 = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
function digestWhole(path, size3, memory, wanted) {
  const file = openSync(fsPath(path), PLAIN4);
  try {
    const before2 = wanted ? askState(file) : void 0;
    const first = readSync(file, memory, 0, PIECE, null);
    if (first === size3 && first < PIECE) {
      return { sha256: hash("sha256", memory.subarray(0, first), "hex"), bytes: first, before: before2 };
    }
    const sum = createHash("sha256");
    let bytes2 = 0;
    for (let count3 = first; count3 > 0; count3 = readSync(file, memory, 0, PIECE, null)) {
      sum.update(memory.subarray(0, count3));
      bytes2 += count3;
    }
    return { sha256: sum.digest("hex"), bytes: bytes2, before: before2 };
  } finally {
    closeSync(file);
  }
}
function stateOf({ dev, ino, size: size3, mode, mtimeMs, ctimeMs }) {
  return { dev, ino, size: size3, mode, mtimeMs, ctimeMs };
}
function askState(file) {
  const asked = Date.now();
  return { state: stateOf(fstatSync(file)), asked };
}

// src/system/digest-files.ts
var TURN = 10;
var FOLLOWED = constants.O_RDONLY | constants.O_NONBLOCK;
function digestFile(path) {
  return attemptAsync("read", path, async () => {
    const { sha256, bytes: bytes2 } = await stream(path, FOLLOWED, false);
    return { sha256, bytes: bytes2 };
  });
}
async function digestAll(root, paths, memo, workers) {
  const round = new Round(root, memo);
  const taken = await round.takeAll(paths);
  if (!taken.ok) return taken;
  const read4 = await round.readAll(workers);
  return read4.ok ? ok(round.entries()) : read4;
}
var Round = class {
  #entries = [];
  #unread = [];
  #root;
  #memo;
  /** The same memory for all small files. */
  #memory = new Uint8Array(PIECE);
  #since = process.uptime() * 1e3;
  constructor(root, memo) {
    this.#root = root;
    this.#memo = memo;
  }
  entries() {
    return this.#entries.filter((entry2) => entry2 !== void 0);
  }
  /** Finds out what is there, and which files have to be read. */
  async takeAll(paths) {
    for (let at3 = 0; at3 < paths.length; ) {
      const taken = this.#takeSome(paths, at3);
      if (!taken.ok) return taken;
      const { next, folder } = taken.value;
      at3 = next;
      if (folder !== void 0) {
        const inside3 = await this.#takeFolder(folder);
        if (!inside3.ok) return inside3;
      }
      if (this.#isLate()) await this.#pause();
    }
    return ok(void 0);
  }
  /** Reads them: here, and where it pays in threads as well. */
  async readAll(workers) {
    const groups = groupsOf(this.#unread);
    let [next, end] = [0, groups.length];
    let failed2 = ok(void 0);
    const done = (result) => {
      if (result.ok) return;
      failed2 = result;
      end = next;
    };
    const thread = async (threads2) => {
      while (next < end) done(await this.#readThere(groups[next++] ?? [], threads2));
    };
    const threads = groups.length > 1 && isWorthThreads(this.#unread) ? workers : void 0;
    const working = threads === void 0 ? [] : Array.from({ length: threads.count }, () => thread(threads));
    while (next < end) {
      const group = groups[end - 1] ?? [];
      if (threads !== void 0 && group.some(({ size: size3 }) => size3 > SMALL)) break;
      end -= 1;
      done(await this.#readHere(group));
    }
    await Promise.all(working);
    return failed2;
  }
  /**
   * Until it is others' turn, or a folder comes. A plain loop, because for a tree in which nothing changed this is all
   * that is done.
   */
  #takeSome(paths, from) {
    let path = "";
    let at3 = from;
    try {
      for (; at3 < paths.length; at3 += 1) {
        path = paths[at3] ?? "";
        const found = lstatSync(fsPath(`${this.#root}/${path}`), QUIET2);
        if (found === void 0) continue;
        if (found.isFile()) this.#file(path, found);
        else if (found.isSymbolicLink()) this.#link(path);
        else if (found.isDirectory()) return ok({ next: at3 + 1, folder: path });
        if (at3 % 64 === 0 && this.#isLate()) return ok({ next: at3 + 1 });
      }
      return ok({ next: paths.length });
    } catch (error2) {
      const failed2 = refused("read", `${this.#root}/${path}`, error2);
      return isGone(failed2) ? ok({ next: at3 + 1 }) : failed2;
    }
  }
  async #takeFolder(path) {
    const full = `${this.#root}/${path}`;
    const inside3 = attempt("list", full, () => walkFolder(full, /* @__PURE__ */ new Set()));
    if (inside3.ok) return this.takeAll(inside3.value.map((name) => `${path}/${name}`));
    return isGone(inside3) ? ok(void 0) : inside3;
  }
  #file(path, found) {
    const mode = (found.mode & 73) === 0 ? "file" : "executable";
    const sha256 = this.#memo?.find(path, found);
    if (sha256 === void 0) {
      this.#unread.push({ path, mode, size: found.size, at: this.#entries.length });
      this.#entries.push(void 0);
    } else this.#entries.push({ path, sha256, mode });
  }
  #link(path) {
    const target = readlinkSync(fsPath(`${this.#root}/${path}`), { encoding: "buffer" });
    this.#entries.push({ path, sha256: hash("sha256", target, "hex"), mode: "link" });
  }
  async #readHere(group) {
    const wanted = this.#memo !== void 0;
    for (const file of group) {
      if (this.#isLate()) await this.#pause();
      const full = `${this.#root}/${file.path}`;
      const whole = file.size > SMALL ? await attemptAsync("read", full, () => stream(full, PLAIN4, wanted)) : attempt("read", full, () => digestWhole(full, file.size, this.#memory, wanted));
      const read4 = this.#enter(file, whole);
      if (!read4.ok) return read4;
    }
    return ok(void 0);
  }
  async #readThere(group, workers) {
    const files = group.map(({ path, size: size3 }) => ({ path: `${this.#root}/${path}`, size: size3 }));
    const input = { files, wanted: this.#memo !== void 0 };
    const found = await workers.run("digest", input);
    for (const [index, file] of group.entries()) {
      const whole = found[index] ?? { errno: "EIO" };
      const path = files[index]?.path ?? "";
      const read4 = this.#enter(
        file,
        "errno" in whole ? err({ code: "system", doing: "read", path, errno: whole.errno }) : ok(whole)
      );
      if (!read4.ok) return read4;
    }
    return ok(void 0);
  }
  #enter({ path, mode, at: at3 }, whole) {
    if (!whole.ok) return isGone(whole) ? ok(void 0) : whole;
    this.#entries[at3] = { path, sha256: whole.value.sha256, mode };
    this.#note(path, whole.value);
    return ok(void 0);
  }
  #isLate() {
    return process.uptime() * 1e3 - this.#since > TURN;
  }
  async #pause() {
    await setImmediate();
    this.#since = process.uptime() * 1e3;
  }
  /** What had another size when it was read than when it was asked is still being written. */
  #note(path, { before: before2, bytes: bytes2, sha256 }) {
    if (before2?.state.size === bytes2) this.#memo?.note(path, before2.state, before2.asked, sha256);
  }
};
var QUIET2 = { throwIfNoEntry: false };
async function stream(path, flags, wanted) {
  const file = await open(fsPath(path), flags);
  try {
    const asked = Date.now();
    const before2 = wanted ? { state: stateOf(await file.stat()), asked } : void 0;
    const sum = createHash("sha256");
    let bytes2 = 0;
    let [filled, spare] = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)];
    let count3 = await read(file, filled);
    while (count3 > 0) {
      const next = read(file, spare);
      sum.update(filled.subarray(0, count3));
      bytes2 += count3;
      count3 = await next;
      [filled, spare] = [spare, filled];
    }
    return { sha256: sum.digest("hex"), bytes: bytes2, before: before2 };
  } finally {
    await file.close();
  }
}
async function read(file, into) {
  return (await file.read(into, 0, into.length, null)).bytesRead;
}
function isGone(result) {
  return !result.ok && result.failure.code === "system" && ["ENOENT", "ENOTDIR"].includes(result.failure.errno);
}

// src/system/write-whole.ts
function writeWhole(path, content, mode) {
  const folder = dirname(path);
  makeFolders(folder);
  const beside = join(folder, `.sealsmith-${randomBytes(6).toString("hex")}.part`);
  try {
    const file = openSync(fsPath(beside), "wx", mode);
    try {
      const bytes2 = typeof content === "string" ? Buffer.from(content, "utf8") : content;
      for (let at3 = 0; at3 < bytes2.length; ) at3 += writeSync(file, bytes2, at3);
    } finally {
      closeSync(file);
    }
    renameSync(fsPath(beside), fsPath(path));
  } catch (error2) {
    removeTree(beside);
    throw error2;
  }
}

// src/system/digest-memo-file.ts
var MAGIC = Buffer.from("sealsmith-digests/1\n\0\0\0\0", "latin1");
var HEAD = 64;
var ORDER = 16909060;
var COLUMNS = 6;
var HEX2 = 64;
var MOST2 = { entries: 2e5, bytes: 64 * 1024 * 1024, folders: 64 };
var FORGOTTEN = 30;
var MemoEntries = class {
  #paths;
  #numbers;
  /** One text: a piece of it costs next to nothing. */
  #digests;
  #ages;
  /** Where the next path is looked for first: they are mostly asked for in order. */
  #next = 0;
  constructor(paths, numbers, digests2, ages) {
    this.#paths = paths;
    this.#numbers = numbers;
    this.#digests = digests2;
    this.#ages = ages;
  }
  find(path, { dev, ino, size: size3, mode, mtimeMs, ctimeMs }) {
    const index = this.#paths[this.#next] === path ? this.#next : this.#search(path);
    if (index === void 0) return void 0;
    this.#next = index + 1;
    this.#ages[index] = 0;
    const of = this.#numbers;
    const from = index * COLUMNS;
    const same = of[from] === dev && of[from + 1] === ino && of[from + 2] === size3 && of[from + 3] === mode && of[from + 4] === mtimeMs && of[from + 5] === ctimeMs;
    return same ? this.#sha256(index) : void 0;
  }
  /** What to keep: everything fresh, and what was asked for lately; sorted by path. */
  with(fresh) {
    const before2 = this.#paths.flatMap((path, index) => {
      const age = this.#ages[index] ?? 0;
      if (age >= FORGOTTEN || fresh.has(path)) return [];
      const numbers = this.#numbers.subarray(index * COLUMNS, (index + 1) * COLUMNS);
      return [{ path, numbers, sha256: this.#sha256(index), age }];
    });
    const now = [...fresh].map(([path, { state, sha256 }]) => {
      const { dev, ino, size: size3, mode, mtimeMs, ctimeMs } = state;
      return { path, numbers: [dev, ino, size3, mode, mtimeMs, ctimeMs], sha256, age: 0 };
    });
    const all2 = [...now, ...before2];
    const kept = all2.length <= MOST2.entries ? all2 : all2.sort((a, b) => a.age - b.age).slice(0, MOST2.entries);
    return kept.sort((a, b) => compare(a.path, b.path));
  }
  #search(path) {
    let [from, to] = [0, this.#paths.length];
    while (from < to) {
      const middle = from + to >>> 1;
      if (compare(this.#paths[middle] ?? "", path) < 0) from = middle + 1;
      else to = middle;
    }
    return this.#paths[from] === path ? from : void 0;
  }
  #sha256(index) {
    return this.#digests.slice(index * HEX2, (index + 1) * HEX2);
  }
};
function readMemo(path, root) {
  const read4 = attempt("read", path, () => bytesOf(path));
  const bytes2 = read4.ok ? read4.value : void 0;
  return (bytes2 === void 0 ? void 0 : parse(bytes2, root)) ?? none();
}
function writeMemo(path, root, entries) {
  const paths = Buffer.from(entries.map((entry2) => `${entry2.path}\0`).join(""), "utf8");
  const bytes2 = Buffer.alloc(HEAD + entries.length * WIDTH + paths.length);
  const numbers = new Float64Array(bytes2.buffer, bytes2.byteOffset + HEAD, entries.length * COLUMNS);
  const digests2 = HEAD + entries.length * COLUMNS * 8;
  const ages = digests2 + entries.length * HEX2;
  for (const [index, entry2] of entries.entries()) {
    numbers.set(entry2.numbers, index * COLUMNS);
    bytes2.write(entry2.sha256, digests2 + index * HEX2, "latin1");
    bytes2[ages + index] = entry2.age + 1;
  }
  paths.copy(bytes2, ages + entries.length);
  MAGIC.copy(bytes2);
  new Uint32Array(bytes2.buffer, bytes2.byteOffset + MAGIC.length, 2).set([ORDER, entries.length]);
  checksum(bytes2, root).copy(bytes2, 32);
  const isNew = statSync(fsPath(path), { throwIfNoEntry: false }) === void 0;
  writeWhole(path, bytes2, 384);
  if (isNew) makeRoom(dirname(path), basename(path));
}
var WIDTH = COLUMNS * 8 + HEX2 + 1;
function none() {
  return new MemoEntries([], new Float64Array(0), "", new Uint8Array(0));
}
function bytesOf(path) {
  const file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    const ours = found.isFile() && found.uid === process.getuid?.() && (found.mode & 63) === 0;
    if (!ours || found.size < HEAD || found.size > MOST2.bytes) return void 0;
    const bytes2 = Buffer.allocUnsafeSlow(found.size);
    return readSync(file, bytes2) === bytes2.length ? bytes2 : void 0;
  } finally {
    closeSync(file);
  }
}
function parse(bytes2, root) {
  if (!bytes2.subarray(0, MAGIC.length).equals(MAGIC)) return void 0;
  const [order3, count3 = 0] = new Uint32Array(bytes2.buffer, bytes2.byteOffset + MAGIC.length, 2);
  if (order3 !== ORDER || HEAD + count3 * WIDTH > bytes2.length) return void 0;
  if (!checksum(bytes2, root).equals(bytes2.subarray(32, HEAD))) return void 0;
  const digests2 = HEAD + count3 * COLUMNS * 8;
  const ages = digests2 + count3 * HEX2;
  const paths = bytes2.toString("utf8", ages + count3).split("\0");
  if (paths.pop() !== "" || paths.length !== count3) return void 0;
  return new MemoEntries(
    paths,
    new Float64Array(bytes2.buffer, bytes2.byteOffset + HEAD, count3 * COLUMNS),
    bytes2.toString("latin1", digests2, ages),
    bytes2.subarray(ages, ages + count3)
  );
}
function checksum(bytes2, root) {
  const rest = [bytes2.subarray(0, 32), bytes2.subarray(HEAD)];
  const sum = createHash("sha256").update(JSON.stringify(root)).update("\0");
  for (const part2 of rest) sum.update(part2);
  return sum.digest();
}
function makeRoom(folder, own2) {
  const others = readdirSync(fsPath(folder)).filter((name) => name !== own2 && name.endsWith(".memo"));
  const byAge = others.map((name) => ({ name, used: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 })).sort((a, b) => b.used - a.used);
  for (const { name } of byAge.slice(MOST2.folders - 1)) rmSync(join(folder, name), { force: true });
}

// src/system/digest-memo.ts
var RACY = 2e3;
var HONEST = /* @__PURE__ */ new Map([
  [61267, "ext2, ext3, ext4"],
  [1481003842, "xfs"],
  [2435016766, "btrfs"],
  [16914836, "tmpfs"],
  [4076150800, "f2fs"],
  [2035054128, "overlayfs"],
  [801189825, "zfs"],
  [3393526350, "bcachefs"]
]);
function openDigestMemo(path, root) {
  const found = attempt("read", root, () => ({
    dev: lstatSync(fsPath(root)).dev,
    type: statfsSync(fsPath(root)).type
  }));
  const honest = found.ok && process.platform === "linux" && HONEST.has(found.value.type);
  return honest ? new StatMemo(path, root, found.value.dev) : NONE;
}
var StatMemo = class {
  #path;
  #root;
  #dev;
  #known;
  /** What this run read. */
  #fresh = /* @__PURE__ */ new Map();
  constructor(path, root, dev) {
    this.#path = path;
    this.#root = root;
    this.#dev = dev;
    this.#known = readMemo(path, root);
  }
  find(path, state) {
    const fresh = this.#fresh.get(path);
    if (fresh === void 0) return this.#known.find(path, state);
    return isSame(fresh.state, state) ? fresh.sha256 : void 0;
  }
  note(path, state, asked, sha256) {
    const settled = state.ctimeMs + RACY < asked;
    const sound = state.dev === this.#dev && Number.isSafeInteger(state.ino) && path.isWellFormed();
    if (settled && sound) this.#fresh.set(path, { state, sha256 });
    else this.#fresh.delete(path);
  }
  save() {
    if (this.#fresh.size === 0) return;
    const entries = this.#known.with(this.#fresh);
    attempt("write", this.#path, () => writeMemo(this.#path, this.#root, entries));
  }
};
function isSame(a, b) {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mode === b.mode && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}
var NONE = { find: () => void 0, note: () => {
}, save: () => {
} };

// src/system/lock.ts
function takeLock(path) {
  const mine = `${process.pid} ${beginningOf(process.pid) ?? ""}
`;
  const beside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(beside, mine, { flag: "wx" });
    const holder = take(path, mine, beside);
    if (holder !== void 0) return { pid: holder.pid };
  } finally {
    quietly(() => remove(beside));
  }
  const release2 = () => {
    process.off("exit", release2);
    quietly(() => removeIf(path, mine));
  };
  process.on("exit", release2);
  return release2;
}
function take(path, mine, beside) {
  for (; ; ) {
    if (place2(path, mine, beside)) return void 0;
    const text2 = textOf(path);
    if (text2 === void 0) continue;
    const holder = holderOf(text2);
    if (holder !== void 0 && lives(holder)) return holder;
    const right = join(dirname(path), `lock.${hash("sha256", `${path}\0${text2}`).slice(0, 32)}`);
    const other = take(right, mine, beside);
    if (other !== void 0) return other;
    removeIf(path, text2);
    remove(right);
  }
}
function place2(path, mine, beside) {
  try {
    linkSync(beside, path);
    return true;
  } catch (error2) {
    if (errnoOf(error2) === "EEXIST") return false;
    if (!NO_LINKS.has(errnoOf(error2) ?? "")) throw error2;
  }
  try {
    writeFileSync(path, mine, { flag: "wx" });
    return true;
  } catch (error2) {
    if (errnoOf(error2) === "EEXIST") return false;
    throw error2;
  }
}
var NO_LINKS = /* @__PURE__ */ new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);
function holderOf(text2) {
  const found = /^([1-9]\d{0,9})(?: (.*))?\n$/.exec(text2);
  return found === null ? void 0 : { pid: Number(found[1]), beginning: found[2] ?? "" };
}
function lives({ pid, beginning: beginning2 }) {
  const now = beginningOf(pid);
  if (now !== void 0 && beginning2 !== "") return now === beginning2;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error2) {
    return errnoOf(error2) === "EPERM";
  }
}
function beginningOf(pid) {
  const stat = quietly(() => textOf(`/proc/${pid}/stat`));
  if (stat === void 0) return void 0;
  const fields2 = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if ("ZXx".includes(fields2[0] ?? "")) return "dead";
  const boot = quietly(() => textOf("/proc/sys/kernel/random/boot_id"))?.trim() ?? "";
  return `${fields2[19] ?? ""}@${boot}`;
}
function textOf(path) {
  try {
    return readFileSync(path, { encoding: "latin1", flag: constants.O_RDONLY | constants.O_NONBLOCK });
  } catch (error2) {
    if (errnoOf(error2) !== "ENOENT") throw error2;
    return void 0;
  }
}
function removeIf(path, text2) {
  if (textOf(path) === text2) remove(path);
}
function remove(path) {
  try {
    unlinkSync(path);
  } catch (error2) {
    if (errnoOf(error2) !== "ENOENT") throw error2;
  }
}
function quietly(work2) {
  try {
    return work2();
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return void 0;
  }
}

// src/system/log-file.ts
function openLogFile(path, limit) {
  const file = openSync(path, "w", 420);
  const half = Math.floor(limit / 2);
  const end = new Ring(half);
  let written = 0;
  let broken3 = false;
  const put2 = (bytes2) => {
    if (broken3) return;
    try {
      for (let at3 = 0; at3 < bytes2.length; ) at3 += writeSync(file, bytes2, at3);
    } catch {
      broken3 = true;
    }
  };
  return {
    write(chunk) {
      const first = Math.min(chunk.length, half - written);
      if (first > 0) {
        put2(chunk.subarray(0, first));
        written += first;
      }
      if (first < chunk.length) end.push(chunk.subarray(first));
    },
    close() {
      if (end.lost > 0) put2(Buffer.from(`
[… ${end.lost} bytes left out …]
`));
      for (const piece of end.pieces()) put2(piece);
      closeSync(file);
    }
  };
}

// src/system/private-file.ts
var LIMIT2 = 4096;
function readPrivate(path) {
  const read4 = attempt("read", path, () => readOwn(path));
  if (!read4.ok) return read4.failure.errno === "ENOENT" ? ok(void 0) : read4;
  const folder = attempt("read", dirname(path), () => lstatSync(fsPath(dirname(path))));
  if (!folder.ok) return folder;
  const open2 = unsafe(folder.value, "folder");
  if (open2 !== void 0) return unusable(dirname(path), open2);
  return "why" in read4.value ? unusable(path, read4.value.why) : ok(read4.value.text);
}
function createPrivate(path, text2) {
  const folder = dirname(path);
  const made = attempt("make", folder, () => {
    makeFolders(folder, 448);
    return lstatSync(fsPath(folder));
  });
  if (!made.ok) return made;
  const open2 = unsafe(made.value, "folder");
  if (open2 !== void 0) return unusable(folder, open2);
  return attempt("write", path, () => placed(path, text2));
}
function readOwn(path) {
  let file;
  try {
    file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error2) {
    if (errnoOf(error2) === "ELOOP") return { why: "it is a link" };
    throw error2;
  }
  try {
    const found = fstatSync(file);
    const why = unsafe(found, "file");
    if (why !== void 0) return { why };
    const bytes2 = Buffer.alloc(LIMIT2 + 1);
    const count3 = readSync(file, bytes2);
    return count3 > LIMIT2 ? { why: `it is longer than ${LIMIT2} bytes` } : { text: bytes2.toString("utf8", 0, count3) };
  } finally {
    closeSync(file);
  }
}
function unsafe(found, wanted) {
  if (wanted === "file" ? !found.isFile() : !found.isDirectory()) return `it is no ${wanted}`;
  const uid = process.getuid?.();
  if (found.uid !== uid) return `it belongs to another user (${found.uid}, not ${uid})`;
  const mode = found.mode & 511;
  if ((mode & 63) === 0) return void 0;
  const closed = wanted === "file" ? "0600" : "0700";
  return `others may use it: its mode is 0${mode.toString(8)}, not ${closed}`;
}
function unusable(path, why) {
  return err({ code: "key-unusable", path, why });
}
function placed(path, text2) {
  const beside = join(dirname(path), `.${randomBytes(6).toString("hex")}.part`);
  const file = openSync(fsPath(beside), "wx", 384);
  try {
    try {
      fchmodSync(file, 384);
      const bytes2 = Buffer.from(text2, "utf8");
      for (let at3 = 0; at3 < bytes2.length; ) at3 += writeSync(file, bytes2, at3);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(fsPath(beside), fsPath(path));
    return true;
  } catch (error2) {
    if (errnoOf(error2) === "EEXIST") return false;
    throw error2;
  } finally {
    unlinkSync(fsPath(beside));
  }
}

// src/system/rename.ts
function renameTree(from, to) {
  try {
    renameSync(fsPath(from), fsPath(to));
  } catch (error2) {
    const mode = errnoOf(error2) === "EACCES" ? closedFolder(from) : void 0;
    if (mode === void 0) throw error2;
    chmodSync(fsPath(from), mode | 128);
    let place3 = from;
    try {
      renameSync(fsPath(from), fsPath(to));
      place3 = to;
    } finally {
      chmodSync(fsPath(place3), mode);
    }
  }
}
function closedFolder(path) {
  const found = lstatSync(fsPath(path), { throwIfNoEntry: false });
  const ours = found?.isDirectory() === true && found.uid === process.getuid?.();
  return ours && (found.mode & 128) === 0 ? found.mode & 4095 : void 0;
}

// src/system/stamp.ts
var IGNORED = "__pycache__";
var IGNORED_AMONG_PACKAGES = /* @__PURE__ */ new Set([".cache", ".vite", ".vite-temp"]);
var TICK2 = 20;
function stampOf(path) {
  for (let attempt4 = 0; ; attempt4 += 1) {
    const taken = takeStamp(path);
    if (taken === void 0) return void 0;
    const age = Date.now() - taken.youngest;
    if (age > TICK2 || age < -TICK2 || attempt4 === 10) return taken.stamp;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK2 + 1);
  }
}
function takeStamp(path) {
  const found = look(path);
  if (found === void 0) return void 0;
  const sum = new Sum();
  sum.add("", found);
  if (found.isDirectory()) enter(path, "", sum);
  return { stamp: sum.digest(), youngest: sum.youngest };
}
function enter(folder, below3, sum) {
  for (const name of namesIn(folder)) {
    if (name === IGNORED) continue;
    if (folder.endsWith("/node_modules") && IGNORED_AMONG_PACKAGES.has(name)) continue;
    const path = `${folder}/${name}`;
    const found = look(path);
    if (found === void 0) continue;
    sum.add(`${below3}/${name}`, found);
    if (found.isDirectory()) enter(path, `${below3}/${name}`, sum);
  }
}
var Sum = class {
  #hash = createHash("sha256");
  #text = "";
  #youngest = 0n;
  add(path, found) {
    const { mode, mtimeNs, ctimeNs } = found;
    if (ctimeNs > this.#youngest) this.#youngest = ctimeNs;
    const name = path.isWellFormed() ? path : JSON.stringify(path);
    this.#text += found.isDirectory() ? `${name}\0${mode} ${found.ino}\0` : `${name}\0${mode} ${found.ino} ${found.size} ${mtimeNs} ${ctimeNs}\0`;
    if (this.#text.length > 65536) this.#flush();
  }
  digest() {
    this.#flush();
    return this.#hash.digest("hex");
  }
  /** Milliseconds since 1970. */
  get youngest() {
    return Number(this.#youngest / 1000000n);
  }
  #flush() {
    this.#hash.update(this.#text);
    this.#text = "";
  }
};
function namesIn(folder) {
  try {
    const names3 = readdirSync(fsPath(folder));
    const exact = names3.some(isDoubtful) ? readdirSync(fsPath(folder), { encoding: "buffer" }).map(nameText) : names3;
    return exact.sort(compare);
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return [];
  }
}
function look(path) {
  try {
    return lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return void 0;
  }
}

// src/system/files.ts
var TEXT_LIMIT2 = 16 * 1024 * 1024;
function systemFiles(workers) {
  return {
    readText: (path, limit = TEXT_LIMIT2) => absent(attempt("read", path, () => readText(path, limit))),
    kind(path) {
      try {
        const found = lstatSync(fsPath(path), { throwIfNoEntry: false });
        return found === void 0 ? void 0 : kindOf(found);
      } catch (error2) {
        if (errnoOf(error2) === void 0) throw error2;
        return void 0;
      }
    },
    realPath(path) {
      try {
        return nameText(realpathSync(fsPath(path), { encoding: "buffer" }));
      } catch (error2) {
        if (errnoOf(error2) === void 0) throw error2;
        return void 0;
      }
    },
    list(path) {
      const listed2 = attempt("list", path, () => readFolder(path));
      return listed2.ok ? listed2.value : [];
    },
    writeText: (path, text2, mode = 420) => attempt("write", path, () => writeWhole(path, text2, mode)),
    makeFolder: (path, mode = 511) => attempt("make", path, () => makeFolders(path, mode)),
    readPrivate,
    createPrivate,
    remove: (path) => attempt("remove", path, () => removeTree(path)),
    rename: (from, to) => attempt("rename", from, () => renameTree(from, to)),
    link: (target, path) => attempt("link", path, () => symlinkSync(fsPath(target), fsPath(path))),
    temporary: (prefix) => attempt("make", tmpdir(), () => mkdtempSync(join(tmpdir(), prefix))),
    digest: digestFile,
    digestAll: (root, paths, memo) => digestAll(root, paths, memo, workers),
    digestMemo: openDigestMemo,
    stamp: stampOf,
    log: (path, limit) => attempt("write", path, () => {
      makeFolders(dirname(path));
      return openLogFile(path, limit);
    }),
    lock(path) {
      const taken = attempt("lock", path, () => {
        makeFolders(dirname(path));
        return takeLock(path);
      });
      if (!taken.ok) return taken;
      if (typeof taken.value === "function") return ok(taken.value);
      return err({ code: "workspace-busy", path, pid: taken.value.pid });
    },
    walk: (root, skip3) => attempt("list", root, () => walkFolder(root, skip3))
  };
}
function absent(result) {
  const nothing3 = !result.ok && result.failure.code === "system" && (result.failure.errno === "ENOENT" || result.failure.errno === "ENOTDIR");
  return nothing3 ? ok(void 0) : result;
}
function readText(path, limit) {
  const file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw errno(found.isDirectory() ? "EISDIR" : "EINVAL");
    if (found.size > limit) throw errno("EFBIG");
    const chunks = [];
    for (let bytes2 = 0; ; ) {
      const chunk = Buffer.allocUnsafe(Math.max(4096, found.size + 1 - bytes2));
      const count3 = readSync(file, chunk);
      if (count3 === 0) break;
      bytes2 += count3;
      if (bytes2 > limit) throw errno("EFBIG");
      chunks.push(chunk.subarray(0, count3));
    }
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    closeSync(file);
  }
}
function errno(code2) {
  return Object.assign(new Error(code2), { code: code2 });
}

// src/system/find-program.ts
var SYSTEM_FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
function findProgram(name, folders, outside2) {
  return findPrograms(name, folders, outside2).next().value ?? void 0;
}
function* findPrograms(name, folders, outside2) {
  if (name === "" || name.includes("/")) return;
  for (const folder of folders) {
    const found = programAt(`${folder}/${name}`);
    if (found !== void 0 && (outside2 === void 0 || !isBelow(found.real, outside2))) yield found;
  }
}
function programAt(path) {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === void 0 || !stat.isFile()) return void 0;
    accessSync(path, constants.X_OK);
    return { path, real: realpathSync(path), stat };
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return void 0;
  }
}

// node:child_process
var { spawn } = process.getBuiltinModule?.("node:child_process") ?? {};

// src/system/capture.ts
var LAST_WORDS = 500;
function capture(question) {
  const { program: program3, args, cwd, env, limit, keep, abort, complaints, input } = question;
  if (abort?.aborted === true) return Promise.resolve({ kind: "aborted" });
  return new Promise((resolve2) => {
    const started2 = attempt(
      "start",
      program3,
      () => spawn(program3, [...args], {
        cwd,
        env,
        // A group of its own, so that its children end with it.
        detached: true,
        stdio: [input === void 0 ? "ignore" : "pipe", "pipe", complaints ? "pipe" : "ignore"]
      })
    );
    if (!started2.ok) return resolve2({ kind: "not-started", errno: started2.failure.errno });
    const child = started2.value;
    const chunks = [];
    let bytes2 = 0;
    const take2 = (chunk) => {
      if (bytes2 < keep) chunks.push(chunk.subarray(0, keep - bytes2));
      bytes2 += chunk.length;
    };
    child.stdin?.on("error", () => {
    });
    child.stdin?.end(input);
    child.stdout?.on("data", take2);
    child.stderr?.on("data", take2);
    let timer;
    const end = (answer) => {
      clearTimeout(timer);
      abort?.removeEventListener("abort", stop);
      endGroup(child.pid);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve2(answer);
    };
    const stop = () => end({ kind: "aborted" });
    abort?.addEventListener("abort", stop);
    timer = setTimeout(() => end({ kind: "timeout" }), limit);
    child.once(
      "error",
      (error2) => end({ kind: "not-started", errno: error2.code ?? "EIO" })
    );
    child.once("exit", (exit, signal) => {
      const answer = () => exit === null ? end({ kind: "killed", signal: signal ?? "SIGKILL" }) : end({ kind: "exited", exit, output: Buffer.concat(chunks), whole: bytes2 <= keep });
      clearTimeout(timer);
      timer = setTimeout(answer, LAST_WORDS);
      child.once("close", answer);
    });
  });
}
function endGroup(pid) {
  if (pid === void 0) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
  }
}

// node:url
var { pathToFileURL } = process.getBuiltinModule?.("node:url") ?? {};

// src/system/git-checkout.ts
var LIMIT3 = 10 * 6e4;
var SAFE = [
  ...["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"],
  ...["-c", "protocol.file.allow=always", "-c", "gc.auto=0", "-c", "submodule.recurse=false"],
  ...["-c", "advice.detachedHead=false", "--no-replace-objects"]
];
async function gitCheckOut(program3, env, abort, { from, commit, into }) {
  if (program3 === void 0 || !COMMIT.test(commit)) return ok(false);
  const settings = environment(env);
  const ask3 = (cwd, args) => capture({
    ...{ program: program3, args: [...SAFE, ...args], cwd, abort, env: settings },
    ...{ limit: LIMIT3, keep: 64 * 1024, complaints: args[0] !== "rev-parse" }
  });
  const place3 = await ask3(from, ["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  if (place3.kind !== "exited" || place3.exit !== 0) return ended(place3, abort, ok(false), from);
  const repository = place3.output.toString("utf8").replace(/\n$/, "");
  const known = await ask3(from, ["cat-file", "-e", `${commit}^{commit}`]);
  if (known.kind !== "exited" || known.exit !== 0) return ended(known, abort, ok(false), from);
  const format = commit.length === 64 ? ["--object-format=sha256"] : [];
  const fetch = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--depth=1", "--"];
  const work2 = [
    ["init", "--quiet", "--template=", "--initial-branch=reproduce", ...format, into],
    ["-C", into, ...fetch, pathToFileURL(repository).href, commit],
    ["-C", into, "checkout", "--quiet", "--no-recurse-submodules", "--detach", commit]
  ];
  for (const args of work2) {
    const done = await ask3("/", args);
    if (done.kind !== "exited" || done.exit !== 0) {
      const said5 = done.kind === "exited" ? done.output.toString("utf8").trim() : done.kind;
      const detail = said5.split("\n").findLast((line) => line.startsWith("fatal:")) ?? said5.split("\n")[0];
      return ended(
        done,
        abort,
        err({ code: "git-refused", path: from, why: "broken", detail: detail ?? "" }),
        from
      );
    }
  }
  return ok(true);
}
var COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
function ended(done, abort, otherwise, path) {
  if (done.kind === "aborted")
    return err({ code: "interrupted", signal: abort?.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" });
  if (done.kind === "timeout") return err({ code: "git-refused", path, why: "slow", detail: "" });
  return otherwise;
}
function environment(env) {
  return {
    PATH: env["PATH"] ?? "",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_GRAFT_FILE: "/dev/null/none"
  };
}

// src/system/git-credentials.ts
var CREDENTIAL_SETTINGS = "^(http\\.(.*\\.)?(extraheader|cookiefile)|credential\\.(.*\\.)?helper|remote\\..*\\.(push)?url|url\\..*\\.(push)?insteadof)$";
function credentialNames(fields2) {
  const names3 = fields2.flatMap((field) => {
    const [name = "", ...rest] = field.split("\n");
    const value = rest.join("\n");
    const [, section2 = "", between = "", key = ""] = /^([^.]*)\.(?:(.*)\.)?([^.]*)$/.exec(name) ?? [];
    const clean2 = withoutCredentials(between);
    const holds = section2 === "remote" ? withoutCredentials(value) !== value : section2 === "url" ? clean2 !== between : value !== "";
    return holds ? [[section2, clean2, key].filter((part2) => part2 !== "").join(".")] : [];
  });
  return [...new Set(names3)];
}
function withoutCredentials(url) {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(.*)$/is.exec(url);
  if (parts === null) return url;
  const [, scheme = "", authority = "", rest = ""] = parts;
  const at3 = authority.lastIndexOf("@");
  const user = at3 < 0 ? "" : authority.slice(0, at3).split(":")[0] ?? "";
  const keep = user !== "" && scheme.toLowerCase() === "ssh" ? `${user}@` : "";
  return `${scheme}://${keep}${authority.slice(at3 + 1)}${rest.replace(/[?#].*$/s, "")}`;
}

// src/system/git-fetch.ts
var LIMIT4 = 12e4;
var PASSED = [
  ...["PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"],
  ...["http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"]
];
async function gitFetch(program3, env, abort, { into, url, wants, depth, authorization }) {
  const failed2 = (detail) => err({ code: "source-unreachable", url, detail });
  if (program3 === void 0) return failed2("there is no git here");
  const scheme = /^(https?):\/\//.exec(url)?.[1];
  if (scheme === void 0) return failed2("it is no http address");
  const ask3 = async (args) => {
    const settings = environment2(env, url, authorization);
    const limits = { limit: LIMIT4, keep: 64 * 1024, complaints: true };
    const done = await capture({ program: program3, args, cwd: "/", env: settings, abort, ...limits });
    const failure2 = failureOf(done, abort);
    return failure2 === void 0 ? ok(void 0) : typeof failure2 === "string" ? failed2(failure2) : err(failure2);
  };
  const made = await ask3(["init", "--quiet", "--bare", "--template=", "--initial-branch=none", into]);
  if (!made.ok) return made;
  return ask3([
    ...["-C", into, "-c", "protocol.allow=never", "-c", `protocol.${scheme}.allow=always`],
    ...["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "http.followRedirects=false"],
    ...["-c", "credential.helper=", "-c", "fetch.fsckObjects=true", "-c", "gc.auto=0"],
    ...["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc", "--force"],
    ...depth === void 0 ? [] : [`--depth=${depth}`],
    ...["--", url, ...wants.map(({ what, as }) => `${what}:${as}`)]
  ]);
}
function environment2(env, url, authorization) {
  const passed2 = PASSED.flatMap((name) => env[name] === void 0 ? [] : [[name, env[name]]]);
  const authority = env["CI_SERVER_TLS_CA_FILE"] ?? env["GIT_SSL_CAINFO"];
  const header3 = {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${url}.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`
  };
  return {
    ...Object.fromEntries(passed2),
    ...authority === void 0 ? {} : { GIT_SSL_CAINFO: authority },
    ...authorization === void 0 ? {} : header3,
    LC_ALL: "C",
    // Nor a .netrc of this account.
    HOME: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false"
  };
}
function failureOf(done, abort) {
  switch (done.kind) {
    case "exited": {
      const said5 = done.output.toString("utf8").trim().split("\n");
      return done.exit === 0 ? void 0 : said5.findLast((line) => line.startsWith("fatal:")) ?? said5[0] ?? "";
    }
    case "timeout":
      return `nothing came within ${LIMIT4 / 1e3} s`;
    case "aborted":
      return { code: "interrupted", signal: abort?.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" };
    case "killed":
      return `git was ended by ${done.signal}`;
    case "not-started":
      return `git cannot be started: ${done.errno}`;
  }
}

// src/system/git.ts
var LIMIT5 = 3e4;
var KEEP = 256 * 1024 * 1024;
var SAFE2 = [
  ...["-c", "core.fsmonitor=false"],
  ...["-c", "core.hooksPath=/dev/null"],
  ...["-c", "protocol.allow=never"],
  // What stands in the place of an object, by the repository's own word, is not what its name says.
  "--no-replace-objects",
  "--no-optional-locks",
  "--no-pager"
];
function systemGit(program3, env, abort) {
  const settings = environmentOf(env);
  const ask3 = async (cwd, args, fine = [0]) => {
    if (program3 === void 0) return void 0;
    const limits = { limit: LIMIT5, keep: KEEP, complaints: false };
    const found = await capture({ program: program3, args: [...SAFE2, ...args], cwd, env: settings, abort, ...limits });
    const whole = found.kind === "exited" && found.whole && fine.includes(found.exit);
    return whole ? { exit: found.exit, output: found.output } : void 0;
  };
  return {
    async facts(workspace) {
      const [status2, place3, settings2] = await Promise.all([
        ask3(workspace, STATUS),
        ask3(workspace, ["rev-parse", "--show-prefix", "--is-shallow-repository"]),
        // Checkouts may keep them in a file of their own, which the repository's settings include.
        ask3(
          workspace,
          ["config", "--local", "--includes", "-z", "--get-regexp", CREDENTIAL_SETTINGS],
          [0, 1]
        )
      ]);
      if (status2 === void 0 || place3 === void 0) return void 0;
      const { prefix, shallow } = readPlace(place3.output);
      const set = settings2 === void 0 ? [] : fields(settings2.output);
      return {
        ...readStatus(status2.output, prefix),
        prefix,
        shallow,
        remote: readRemote(set),
        credentials: credentialNames(set)
      };
    },
    async refusal(workspace) {
      if (program3 === void 0) return void 0;
      const args = [...SAFE2, "ls-files", "-z", "--", ".git"];
      const limits = { limit: LIMIT5, keep: 4096, complaints: true };
      const asked = await capture({ program: program3, args, cwd: workspace, env: settings, abort, ...limits });
      return asked.kind === "aborted" ? interruptedBy(abort) : refusalIn(asked, workspace);
    },
    async files(workspace) {
      const listed2 = await ask3(workspace, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
      if (listed2 === void 0) return void 0;
      const paths = fields(listed2.output).map((path) => path.replace(/\/$/, ""));
      return [...new Set(paths)];
    },
    async tracked(workspace, path) {
      const listed2 = await ask3(workspace, ["--literal-pathspecs", "ls-files", "-z", "--", path]);
      return listed2 === void 0 ? void 0 : listed2.output.length > 0;
    },
    async show(workspace, revision, path) {
      if (!isRevision(revision)) return void 0;
      const blob = await ask3(workspace, ["cat-file", "blob", `${revision}:./${path}`]);
      return blob?.output.toString("utf8");
    },
    async blob(repository, revision, path) {
      if (!isRevision(revision)) return void 0;
      const blob = await ask3(repository, ["cat-file", "blob", `${revision}:${path}`]);
      return blob?.output;
    },
    fetch: (asked) => gitFetch(program3, env, abort, asked),
    checkOut: (asked) => gitCheckOut(program3, env, abort, asked),
    async contains(workspace, revision, commit) {
      if (!isRevision(revision) || !isRevision(commit)) return void 0;
      const args = ["merge-base", "--is-ancestor", commit, revision];
      const answer = await ask3(workspace, args, [0, 1]);
      if (answer === void 0) return void 0;
      if (answer.exit === 0) return true;
      const shallow = await ask3(workspace, ["rev-parse", "--is-shallow-repository"]);
      return shallow?.output.toString("latin1").trim() === "false" ? false : void 0;
    }
  };
}
var NO_REPOSITORY = /not a git repository|must be run in a work tree/;
function refusalIn(asked, path) {
  if (asked.kind === "timeout") return { code: "git-refused", path, why: "slow", detail: "" };
  if (asked.kind === "killed") return { code: "git-refused", path, why: "broken", detail: asked.signal };
  if (asked.kind !== "exited" || asked.exit === 0) return void 0;
  const said5 = asked.output.toString("utf8").trim();
  if (NO_REPOSITORY.test(said5)) return void 0;
  const [remedy] = /git config --global --add safe\.directory .*/s.exec(said5) ?? [];
  if (remedy !== void 0) return { code: "git-refused", path, why: "owner", detail: remedy };
  return { code: "git-refused", path, why: "broken", detail: said5.split("\n")[0] ?? "" };
}
function interruptedBy(abort) {
  return { code: "interrupted", signal: abort?.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" };
}
var STATUS = [
  "status",
  "--porcelain=v2",
  "--branch",
  "--no-ahead-behind",
  "--no-renames",
  "-z",
  "--untracked-files=all",
  "--",
  ".",
  `:(exclude)${OURS}`
];
function readStatus(output, prefix) {
  const lines2 = fields(output);
  const header3 = (name) => lines2.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header3("branch.oid");
  const branch = header3("branch.head");
  const changes = lines2.filter((line) => !line.startsWith("# "));
  const onlyNew = changes.every((line) => line.startsWith("? "));
  const below3 = prefix === "" ? 2 : 3 + prefix.length;
  return {
    commit: commit === "(initial)" ? void 0 : commit,
    branch: branch === "(detached)" ? void 0 : branch,
    dirty: changes.length > 0,
    newFiles: onlyNew ? changes.map((line) => line.slice(below3).replace(/\/$/, "")) : []
  };
}
function readPlace(output) {
  const lines2 = nameText(output).replace(/\n$/, "").split("\n");
  const shallow = lines2.pop() === "true";
  return { prefix: lines2.join("\n").replace(/\/$/, ""), shallow };
}
function readRemote(set) {
  const name = "remote.origin.url\n";
  const url = set.findLast((field) => field.startsWith(name))?.slice(name.length).trim() ?? "";
  return url === "" ? void 0 : withoutCredentials(url);
}
function isRevision(text2) {
  return /^[^-:][^:\0\n]*$/.test(text2);
}
function fields(output) {
  return nameText(output).split("\0").filter((field) => field !== "");
}
function environmentOf(env) {
  const taken = Object.entries(env).flatMap(
    ([name, value]) => value !== void 0 && (PASSED2.has(name) || name.startsWith("GIT_CONFIG_")) ? [[name, value]] : []
  );
  return {
    ...Object.fromEntries(taken),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    // Other parents than a commit has; a file that cannot be, or git gives advice about it.
    GIT_GRAFT_FILE: "/dev/null/none"
  };
}
var PASSED2 = /* @__PURE__ */ new Set([
  "PATH",
  "HOME",
  "XDG_CONFIG_HOME",
  "GIT_CEILING_DIRECTORIES",
  "GIT_DISCOVERY_ACROSS_FILESYSTEM"
]);

// src/core/loopback.ts
function isLoopback(url) {
  const host = url.hostname;
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
var LOOPBACKS = [
  ["ip", "link", "set", "lo", "up"],
  ["ifconfig", "lo", "up"],
  ["perl", "-e", '$r=pack("a16sx22","lo",0x49); socket(S,2,2,0) && ioctl(S,0x8914,$r) or exit 1']
];

// src/system/http-agent.ts
async function routeTo(url, env, keepAlive = false) {
  const secure = url.protocol === "https:";
  const proxied = !isLoopback(url) && PROXIES.some((name) => (env[name] ?? "") !== "");
  if (proxied && !knowsProxies()) return "a proxy is set, and proxies need Node 24.5 or later";
  const options = { keepAlive, ...proxied ? { proxyEnv: { ...env } } : {} };
  if (!secure) return { agent: new (process.getBuiltinModule("node:http")).Agent(options), proxied };
  const file = env["SSL_CERT_FILE"] ?? "";
  const ca = file === "" ? void 0 : await authorities(file);
  if (typeof ca === "string") return ca;
  const { Agent } = process.getBuiltinModule("node:https");
  return { agent: new Agent(ca === void 0 ? options : { ...options, ca: [...ca] }), proxied };
}
async function authorities(file) {
  let text2;
  try {
    text2 = readFileSync(file, "utf8");
  } catch {
    return `SSL_CERT_FILE cannot be read (${file})`;
  }
  const { getCACertificates } = await import("node:tls");
  return [text2, ...getCACertificates("extra")];
}
var PROXIES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];
function knowsProxies() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 24 || major === 24 && minor >= 5;
}

// src/system/http-file.ts
var Trouble = class extends Error {
  trouble;
  constructor(trouble3) {
    super(trouble3.detail);
    this.trouble = trouble3;
  }
};
function stopped() {
  return new Trouble({ kind: "stopped", detail: "we ended the call" });
}
var NewFile = class {
  #path;
  #file;
  #made = false;
  bytes = 0;
  constructor(path) {
    this.#path = path;
  }
  open() {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    this.#file = this.#try(() => openSync(fsPath(this.#path), flags, 384));
    this.#made = true;
  }
  write(chunk) {
    const file = this.#file;
    if (file === void 0) throw new Error("written to before it was opened");
    this.#try(() => {
      for (let at3 = 0; at3 < chunk.length; ) at3 += writeSync(file, chunk, at3);
    });
    this.bytes += chunk.length;
  }
  close() {
    if (this.#file === void 0) return;
    closeSync(this.#file);
    this.#file = void 0;
  }
  remove() {
    if (this.#made) unlinkSync(fsPath(this.#path));
  }
  #try(work2) {
    try {
      return work2();
    } catch (error2) {
      const code2 = errnoOf(error2);
      if (code2 === void 0) throw error2;
      throw new Trouble({ kind: "disk", detail: `${this.#path}: ${code2}` });
    }
  }
};

// src/system/http-bulk.ts
var PIECE2 = 256 * 1024;
var Bulk = class {
  /** For the request. */
  options;
  #socket;
  #take;
  constructor() {
    const memory = Buffer.allocUnsafeSlow(PIECE2);
    const callback = (bytes2) => {
      const piece = memory.subarray(0, bytes2);
      if (this.#take !== void 0) return this.#take(piece);
      this.#socket?.emit("data", piece);
      return true;
    };
    this.options = { onread: { buffer: memory, callback } };
  }
  attach(sending) {
    sending.once("socket", (socket) => {
      this.#socket = socket;
    });
  }
  /**
   * As many bytes as the head says.
   *
   * @param take  gives no promise: the next bytes overwrite these when it returns
   * @returns false when `take` had enough; undefined when the parser has to read this body
   */
  take(answer, take2) {
    const { "content-length": length = "", "transfer-encoding": encoding } = answer.headers;
    const socket = this.#socket;
    if (socket === void 0 || answer.complete || encoding !== void 0 || !/^\d{1,15}$/.test(length)) {
      return void 0;
    }
    return new Promise((resolve2, reject) => {
      let left = Number(length);
      let over = false;
      const end = (tell2) => {
        over = true;
        tell2();
      };
      const one = (piece) => {
        if (over) return false;
        const part2 = piece.subarray(0, left);
        left -= part2.length;
        try {
          const more = take2(part2);
          if (typeof more === "object") throw new Error("a large body waits for nobody");
          if (more === false) end(() => reject(stopped()));
          else if (more === "enough" || left === 0) end(() => resolve2(more !== "enough"));
        } catch (error2) {
          end(() => reject(error2));
        }
        return !over;
      };
      answer.on("error", (error2) => end(() => reject(error2)));
      answer.on("close", () => end(() => reject(new Trouble({ kind: "cut-off", detail: "the call ended" }))));
      for (let first = answer.read(); first instanceof Buffer && one(first); ) first = answer.read();
      this.#take = one;
      if (!over) socket.resume();
    });
  }
};

// src/system/http.ts
function systemHttp(options) {
  const kept = /* @__PURE__ */ new Map();
  return {
    async send(request) {
      const chunks = [];
      const keep = within(request.limit, (chunk) => {
        chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
        return true;
      });
      const done = await call(request, options, kept, () => keep);
      return done.ok ? ok({ ...done.value, body: Buffer.concat(chunks) }) : done;
    },
    async download(request, path) {
      const file = new NewFile(path);
      const done = await call(request, options, kept, ({ status: status2 }) => {
        if (status2 < 200 || status2 > 299) return void 0;
        file.open();
        return within(request.limit, (chunk) => {
          file.write(chunk);
          return true;
        });
      });
      file.close();
      if (done.ok) return ok({ ...done.value, bytes: file.bytes });
      file.remove();
      return done;
    },
    async stream(request, sink) {
      const chunks = [];
      const done = await call(request, options, kept, (head) => {
        const take2 = sink(head);
        return take2 === void 0 ? keepSome(chunks) : within(request.limit, take2);
      });
      return done.ok ? ok({ ...done.value, body: Buffer.concat(chunks) }) : done;
    }
  };
}
var KEPT2 = 64 * 1024;
function within(limit, take2) {
  let bytes2 = 0;
  return (chunk) => {
    bytes2 += chunk.length;
    if (bytes2 > limit) throw new Trouble({ kind: "too-large", detail: `more than ${limit} bytes` });
    return take2(chunk);
  };
}
function keepSome(chunks) {
  let bytes2 = 0;
  return (chunk) => {
    chunks.push(chunk.subarray(0, KEPT2 - bytes2));
    bytes2 += chunk.length;
    return bytes2 < KEPT2 ? true : "enough";
  };
}
async function call(request, options, kept, sink) {
  const url = URL.parse(request.url);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return err({ kind: "unreachable", detail: "that is no address of http or https" });
  }
  if (url.protocol === "http:" && request.plain !== true && !isLoopback(url)) {
    return err({ kind: "unreachable", detail: `${url.host} is not asked without TLS` });
  }
  const route = await (request.reuse === true ? keptRoute(url, options, kept) : routeTo(url, options.env));
  if (typeof route === "string") return err({ kind: "unreachable", detail: route });
  const bulk = request.bulk === true && !route.proxied ? new Bulk() : void 0;
  const secure = url.protocol === "https:";
  const { request: open2 } = process.getBuiltinModule(secure ? "node:https" : "node:http");
  const body = typeof request.body === "string" ? Buffer.from(request.body) : request.body;
  const length = body === void 0 || body instanceof Uint8Array ? body?.byteLength : body.bytes;
  const sent = {
    method: request.method,
    agent: route.agent,
    ...bulk?.options,
    headers: {
      "accept-encoding": "identity",
      ...length === void 0 ? {} : { "content-length": length },
      ...request.headers
    }
  };
  const sending = open2(url, sent);
  bulk?.attach(sending);
  try {
    return await withinTime(sending, request, options, url.host, async () => {
      const answering = answerTo(sending, url.host);
      if (body === void 0 || body instanceof Uint8Array) sending.end(body);
      else await Promise.race([answering, fed(sending, body, url.host)]);
      return await received(await answering, request, sink, bulk);
    });
  } finally {
    sending.destroy();
    if (request.reuse !== true) route.agent.destroy();
  }
}
function keptRoute(url, { env }, kept) {
  const route = kept.get(url.origin) ?? routeTo(url, env, true);
  kept.set(url.origin, route);
  return route;
}
async function fed(sending, { bytes: bytes2, give }, host) {
  let left = bytes2;
  const whole = await give((piece) => {
    left -= piece.length;
    if (left < 0 || sending.destroyed) return Promise.resolve(false);
    return new Promise((done) => {
      sending.write(piece, (error2) => done(error2 === void 0 || error2 === null));
    });
  });
  if (sending.destroyed) return;
  if (!whole || left !== 0) throw new Trouble({ kind: "stopped", detail: `not all was there for ${host}` });
  sending.end();
}
async function withinTime(sending, request, { interrupt, silence: silence2 = 3e4 }, host, work2) {
  let why;
  const end = (detail) => () => {
    why ??= new Trouble({ kind: "timeout", detail });
    sending.destroy(why);
  };
  const clock = setTimeout(end(`${host} was not done within ${request.timeout / 1e3} s`), request.timeout);
  sending.setTimeout(silence2, end(`${host} sent nothing for ${silence2 / 1e3} s`));
  const interrupted = end("the run was interrupted");
  interrupt?.addEventListener("abort", interrupted);
  try {
    if (interrupt?.aborted === true) interrupted();
    return ok(await work2());
  } catch (error2) {
    const cause = why ?? error2;
    return err(cause instanceof Trouble ? cause.trouble : troubleOf(cause, host));
  } finally {
    clearTimeout(clock);
    interrupt?.removeEventListener("abort", interrupted);
  }
}
function answerTo(sending, host) {
  return new Promise((resolve2, reject) => {
    sending.once("close", () => reject(new Trouble({ kind: "cut-off", detail: `${host} ended the call` })));
    sending.on("error", reject);
    sending.once("response", resolve2);
  });
}
async function received(answer, request, sink, bulk) {
  const status2 = answer.statusCode ?? 0;
  const headers = flat(answer.headers);
  const take2 = sink({ status: status2, headers });
  if (take2 !== void 0) {
    let bytes2 = 0;
    const counted = (chunk) => {
      bytes2 += chunk.length;
      return take2(chunk);
    };
    const wanted = await (bulk?.take(answer, counted) ?? takeAll(answer, counted));
    if (!wanted) return { status: status2, headers, body: new Uint8Array() };
    const said5 = request.method === "HEAD" ? void 0 : headers["content-length"];
    if (said5 === void 0 ? !answer.complete : Number(said5) !== bytes2) {
      throw new Trouble({ kind: "cut-off", detail: `${bytes2} of ${said5 ?? "more"} bytes came` });
    }
  }
  return { status: status2, headers, body: new Uint8Array() };
}
async function takeAll(answer, take2) {
  for await (const chunk of answer) {
    const more = take2(chunk);
    const wanted = typeof more === "object" ? await more : more;
    if (wanted === false) throw stopped();
    if (wanted === "enough") return false;
  }
  return true;
}
function flat(headers) {
  const pairs = Object.entries(headers).flatMap(
    ([name, value]) => value === void 0 ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]]
  );
  return Object.fromEntries(pairs);
}
function troubleOf(error2, host) {
  const code2 = errnoOf(error2);
  if (code2 === void 0) throw error2;
  if (code2.startsWith("HPE_"))
    return { kind: "not-http", detail: `${host} does not answer in HTTP (${code2})` };
  if (["ECONNRESET", "EPIPE"].includes(code2)) return { kind: "cut-off", detail: `${host} ended the call` };
  return { kind: "unreachable", detail: `${host}: ${code2}` };
}

// src/system/machine.ts
function systemMachine(path, workspace) {
  let libc;
  return {
    os: process.platform === "win32" ? "windows" : process.platform,
    arch: ARCHITECTURES[process.arch] ?? process.arch,
    // Read when asked for: it costs a few milliseconds that most commands need not pay.
    get libc() {
      libc ??= process.platform === "linux" ? linuxLibc() : process.platform;
      return libc;
    },
    cores: availableParallelism(),
    root: process.geteuid?.() === 0,
    path: searchPath(path, workspace)
  };
}
var ARCHITECTURES = {
  x64: "amd64",
  ia32: "386",
  ppc64: "ppc64le"
};
function searchPath(path, workspace) {
  const folders = path.split(":").filter((folder) => folder.startsWith("/")).map((folder) => posix.resolve(folder)).filter((folder) => !isBelow(folder, workspace));
  return [...new Set(folders)];
}
function linuxLibc() {
  const maps = read2("/proc/self/maps")?.toString("latin1") ?? "";
  if (/\/(?:ld-musl-|libc\.musl-)[^/\n]*$/m.test(maps)) return "musl";
  const file = /(\/\S*\/libc(?:-2\.\d+)?\.so(?:\.6)?)$/m.exec(maps)?.[1];
  if (file === void 0) return "linux";
  const bytes2 = read2(file);
  const at3 = bytes2?.indexOf(BANNER) ?? -1;
  const text2 = at3 < 0 ? "" : bytes2?.toString("latin1", at3 + BANNER.length, at3 + BANNER.length + 16) ?? "";
  const version = /^\d+\.\d+/.exec(text2)?.[0];
  return version === void 0 ? "glibc" : `glibc ${version}`;
}
var BANNER = " release version ";
function read2(path) {
  try {
    return readFileSync(path);
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return void 0;
  }
}

// src/system/job-umask.ts
var JOB_UMASK = 18;
function underJobUmask(start2) {
  const before2 = process.umask(JOB_UMASK);
  try {
    return start2();
  } finally {
    process.umask(before2);
  }
}

// src/system/keeper.ts
var KEEPER = `
[ $# -eq 0 ] || "$@" || exit 1
if [ -n "$MOUNT" ]; then
  for own in /proc/sys /proc/sysrq-trigger /proc/irq /proc/bus; do
    [ ! -e "$own" ] || { "$MOUNT" --bind "$own" "$own" && "$MOUNT" -o remount,bind,ro "$own"; } || exit 1
  done
fi
(
  trap '' HUP INT QUIT TERM USR1 USR2
  echo ready >&3
  while read -r word <&3; do
    if [ "$word" = term ]; then
      kill -s TERM -- -1
      kill -s CONT -- -1
    elif [ "$word" = clear ]; then
      while kill -s KILL -- -1; do :; done
      echo cleared >&3
      continue
    fi
    if kill -s 0 -- -1; then echo busy >&3; else echo idle >&3; fi
  done
) &
wait $!
`;
var PATIENCE = 1e4;
var Keeper = class {
  #child;
  #socket;
  #gone;
  #words = [];
  #rest = "";
  #wake = () => {
  };
  constructor(means2, network) {
    const user = ["--user", "--map-current-user", "--keep-caps"];
    this.#child = spawn(
      means2.unshare,
      [
        ...means2.kind === "user" ? user : [],
        ...["--pid", "--fork", "--mount-proc", "--kill-child", ...network ? [] : ["--net"]],
        ...["--", means2.sh, "-c", KEEPER, "sealsmith", ...network ? [] : means2.loopback ?? []]
      ],
      // Settings of the kernel belong to the machine; root could change them, and with them run programs outside.
      {
        cwd: "/",
        env: means2.kind === "root" ? { MOUNT: means2.mount } : {},
        detached: true,
        stdio: ["ignore", "ignore", "ignore", "pipe"]
      }
    );
    this.#socket = this.#child.stdio[3];
    this.#gone = new Promise((resolve2) => {
      const done = () => {
        resolve2();
        this.#wake();
      };
      this.#child.once("exit", done).once("error", done);
    });
    this.#socket.on("error", () => {
    });
    this.#socket.on("data", (chunk) => {
      const words = (this.#rest + chunk.toString("latin1")).split("\n");
      this.#rest = words.pop() ?? "";
      this.#words.push(...words);
      this.#wake();
    });
  }
  get pid() {
    return this.#child.pid ?? 0;
  }
  async ready() {
    return await this.#next(PATIENCE) === "ready";
  }
  tell(word) {
    this.#socket.write(`${word}
`);
  }
  /** One that does not answer has been stopped by what runs there, so something does. */
  async busy() {
    this.#words = [];
    this.tell("busy?");
    return await this.#next(1e3) !== "idle" && this.lives();
  }
  /** Kills all that runs there; false when that could not be done at once, and then it is not to be used again. */
  async clear() {
    this.#words = [];
    this.tell("clear");
    for (; ; ) {
      const word = await this.#next(500);
      if (word === void 0 || word === "cleared") return word === "cleared" && this.lives();
    }
  }
  /** While it rests, our own end does not wait for it. */
  rest() {
    this.#child.unref();
    this.#socket.unref();
  }
  wake() {
    this.#child.ref();
    this.#socket.ref();
  }
  async end() {
    this.#socket.end();
    if (await this.#isGoneIn(500)) return;
    for (const pid of childrenOf(this.pid)) killAll(pid);
    if (!await this.#isGoneIn(PATIENCE)) killAll(-this.pid);
    this.#socket.destroy();
  }
  lives() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
  async #isGoneIn(milliseconds) {
    if (this.#child.pid === void 0) return true;
    const late = setTimeout2(milliseconds, false, { ref: false });
    return Promise.race([this.#gone.then(() => true), late]);
  }
  async #next(milliseconds) {
    const late = performance.now() + milliseconds;
    while (this.#words.length === 0 && this.#child.pid !== void 0 && this.lives()) {
      const left = late - performance.now();
      if (left <= 0) return void 0;
      let timer;
      await new Promise((resolve2) => {
        this.#wake = resolve2;
        timer = setTimeout(resolve2, left);
      });
      clearTimeout(timer);
    }
    return this.#words.shift();
  }
};
function childrenOf(parent2) {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent2;
    } catch {
      return false;
    }
  });
}
function killAll(pid) {
  if (pid === 0) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
  }
}

// src/system/keepers.ts
var Keepers = class {
  #resting = /* @__PURE__ */ new Map([
    [false, []],
    [true, []]
  ]);
  /** @returns undefined when none can be made */
  async take(means2, network) {
    const resting = this.#resting.get(network) ?? [];
    for (let keeper = resting.pop(); keeper !== void 0; keeper = resting.pop()) {
      if (keeper.lives()) {
        keeper.wake();
        return keeper;
      }
      await keeper.end();
    }
    const made = new Keeper(means2, network);
    if (await made.ready()) return made;
    await made.end();
    return void 0;
  }
  /** Ends all that runs there. */
  async give(keeper, means2, network) {
    if (!reusable(means2) || !await keeper.clear()) return keeper.end();
    keeper.rest();
    this.#resting.get(network)?.push(keeper);
  }
};
function reusable(means2) {
  return means2.kind === "root" || process.geteuid?.() !== 0;
}

// src/system/namespaces.ts
var CAPABILITIES = [
  "chown",
  "dac_override",
  "fowner",
  "fsetid",
  "kill",
  "setgid",
  "setuid",
  "setpcap",
  "net_bind_service",
  "net_raw",
  "sys_chroot",
  "audit_write",
  "setfcap"
];
var PATIENCE2 = 1e4;
var RESUMING = 20;
async function startInNamespaces(means2, request, network, keepers) {
  const keeper = await (keepers ?? new Keepers()).take(means2, network);
  if (keeper === void 0) return { errno: "ENOTSUP" };
  const args = [...entry(means2, keeper.pid, network, request.cwd), ...inside(means2, request)];
  const command = underJobUmask(
    () => spawn(means2.nsenter, args, {
      // The namespaces' own view of the folder is entered once inside.
      cwd: "/",
      env: request.env,
      detached: request.output !== "inherit",
      stdio: request.output === "inherit" ? "inherit" : ["ignore", request.output, request.output]
    })
  );
  const ended3 = endOf(command);
  ended3.catch(() => {
  });
  if (command.pid === void 0) {
    await keeper.end();
    return {
      errno: await ended3.then(
        () => "EIO",
        (error2) => error2.code ?? "EIO"
      )
    };
  }
  const release2 = () => keepers?.give(keeper, means2, network) ?? keeper.end();
  return treeOf(keeper, command, ended3, release2);
}
function treeOf(keeper, command, ended3, release2) {
  const resume = () => {
    if (command.exitCode === null && command.signalCode === null) command.kill("SIGCONT");
  };
  return {
    ended: ended3,
    terminate() {
      keeper.tell("term");
      resume();
    },
    busy() {
      resume();
      return keeper.busy();
    },
    async end() {
      const resuming = setInterval(resume, RESUMING);
      resume();
      await release2();
      await Promise.race([ended3, setTimeout2(PATIENCE2, void 0, { ref: false })]);
      clearInterval(resuming);
    }
  };
}
function entry(means2, pid, network, cwd) {
  const of = (name) => `/proc/${pid}/ns/${name}`;
  return [
    ...means2.kind === "user" ? [`--user=${of("user")}`, "--preserve-credentials"] : [],
    `--mount=${of("mnt")}`,
    ...network ? [] : [`--net=${of("net")}`],
    `--pid=${of("pid_for_children")}`,
    "--",
    // Only to change the folder: done after entering, so that it is one of the mounts that are seen inside.
    means2.unshare,
    `--wd=${cwd}`
  ];
}
function inside(means2, request) {
  const session2 = request.output === "inherit" ? [] : [means2.setsid];
  const command = [...session2, request.program, ...request.args];
  if (means2.kind === "user") return command;
  const bounding = `--bounding-set=-all,${CAPABILITIES.map((name) => `+${name}`).join(",")}`;
  return [means2.setpriv, "--inh-caps=-all", bounding, ...command];
}
function endOf(child) {
  return new Promise((resolve2, reject) => {
    child.once("exit", (exit, signal) => resolve2({ exit, signal }));
    child.once("error", reject);
  });
}

// src/system/process-tree.ts
function isTree(started2) {
  return "ended" in started2;
}

// src/system/isolation.ts
var Isolator = class {
  #files;
  #memo;
  #folders;
  #ability;
  /**
   * @param state  the folder for what outlives a run
   * @param path  folders outside the workspace to look for util-linux in, after the system's own
   */
  constructor(files, state, path) {
    this.#files = files;
    this.#memo = `${state}/isolation.json`;
    this.#folders = [...SYSTEM_FOLDERS, ...path];
  }
  ability() {
    this.#ability ??= this.#find();
    return this.#ability;
  }
  async isolation(network) {
    const ability = await this.ability();
    const withheld = ability.processes === "namespaces" && ability.network;
    return { processes: ability.processes, network: network ? "granted" : withheld ? "withheld" : "shared" };
  }
  async #find() {
    if (process.platform !== "linux") return { processes: "none" };
    const { means: means2, identity: identity2 } = this.#candidates();
    const key = hash("sha256", JSON.stringify([means2, identity2, surroundings()]), "hex");
    const known = this.#recall(key, means2);
    if (known !== void 0) return known;
    const found = await tryAll(means2);
    const which = found.processes === "none" ? -1 : means2.indexOf(found.means);
    const network = found.processes === "namespaces" && found.network;
    this.#files.writeText(this.#memo, `${JSON.stringify({ key, which, network })}
`, 384);
    return found;
  }
  #recall(key, candidates) {
    const text2 = this.#files.readText(this.#memo);
    if (!text2.ok || text2.value === void 0) return void 0;
    const memo = parse2(text2.value);
    if (memo?.key !== key) return void 0;
    const means2 = candidates[memo.which];
    if (means2 === void 0) return { processes: "none" };
    return { processes: "namespaces", network: memo.network, means: means2 };
  }
  #candidates() {
    const identity2 = [];
    const find2 = (name) => {
      const found = findProgram(name, this.#folders, void 0);
      if (found === void 0) return void 0;
      const { dev, ino, size: size3, mtimeNs, ctimeNs } = found.stat;
      identity2.push([found.path, dev, ino, size3, mtimeNs, ctimeNs].join(" "));
      return found.path;
    };
    const [sh, unshare, nsenter] = [find2("sh"), find2("unshare"), find2("nsenter")];
    const [setsid, setpriv, mount] = [find2("setsid"), find2("setpriv"), find2("mount")];
    if (sh === void 0 || unshare === void 0 || nsenter === void 0 || setsid === void 0) {
      return { means: [], identity: identity2 };
    }
    const rest = { sh, unshare, nsenter, setsid, loopback: loopback(find2) };
    const root = process.geteuid?.() === 0 && setpriv !== void 0 && mount !== void 0 ? [{ kind: "root", ...rest, setpriv, mount }] : [];
    return { means: [...root, { kind: "user", ...rest }], identity: identity2 };
  }
};
function loopback(find2) {
  for (const [name, ...args] of LOOPBACKS) {
    const program3 = find2(name);
    if (program3 !== void 0) return [program3, ...args];
  }
  return void 0;
}
async function tryAll(candidates) {
  for (const means2 of candidates) {
    for (const network of means2.loopback === void 0 ? [true] : [false, true]) {
      if (await works(means2, network)) return { processes: "namespaces", network: !network, means: means2 };
    }
  }
  return { processes: "none" };
}
async function works(means2, network) {
  const output = openSync("/dev/null", "w");
  try {
    const script = '[ -d "/proc/$$" ] && [ ! -d "/proc/$OUTSIDE/task/$OUTSIDE" ] && kill -s KILL $$';
    const outside2 = process.pid > 100 ? String(process.pid) : "none";
    const started2 = await startInNamespaces(
      means2,
      { program: means2.sh, args: ["-c", script], cwd: "/", env: { OUTSIDE: outside2 }, output },
      network
    );
    if (!isTree(started2)) return false;
    const ended3 = await started2.ended;
    await started2.end();
    return ended3.signal === "SIGKILL";
  } finally {
    closeSync(output);
  }
}
function surroundings() {
  const status2 = read3("/proc/self/status") ?? "";
  const rights = [...status2.matchAll(/^(?:Uid|Gid|Cap\w+|NoNewPrivs|Seccomp\w*):.*$/gm)].map(
    ([line]) => line
  );
  return [
    read3("/proc/sys/kernel/random/boot_id"),
    read3("/proc/sys/user/max_user_namespaces"),
    read3("/proc/sys/kernel/unprivileged_userns_clone"),
    read3("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
    read3("/proc/self/attr/current"),
    ...["user", "mnt", "pid", "net"].map((name) => link(`/proc/self/ns/${name}`)),
    ...rights
  ];
}
function read3(path) {
  return orNothing(() => readFileSync(path, "latin1"));
}
function link(path) {
  return orNothing(() => readlinkSync(path));
}
function orNothing(work2) {
  try {
    return work2();
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return void 0;
  }
}
function parse2(text2) {
  try {
    const value = JSON.parse(text2);
    if (typeof value !== "object" || value === null) return void 0;
    const { key, which, network } = value;
    const known = typeof key === "string" && Number.isInteger(which) && typeof network === "boolean";
    return known ? { key, which, network } : void 0;
  } catch {
    return void 0;
  }
}

// node:net
var { Socket, connect } = process.getBuiltinModule?.("node:net") ?? {};

// src/system/output.ts
var BYTES = 128 * 1024;
var SILENCE = 250;
var Output = class {
  /** Rejected with what the listener threw; never resolved. */
  failed;
  #socket;
  #closed;
  #pieces = 0;
  /** @param read  descriptor of the reading end; closed here */
  constructor(read4, listener) {
    const memory = new Uint8Array(BYTES);
    let fail2 = () => {
    };
    this.failed = new Promise((_, reject) => {
      fail2 = reject;
    });
    this.failed.catch(() => {
    });
    this.#socket = new Socket({
      fd: read4,
      readable: true,
      writable: false,
      onread: {
        buffer: memory,
        callback: (count3) => {
          this.#pieces += 1;
          try {
            listener(memory.subarray(0, count3));
          } catch (error2) {
            fail2(error2);
          }
          return true;
        }
      }
    });
    this.#closed = new Promise((resolve2) => {
      this.#socket.once("close", () => resolve2());
    });
    this.#socket.on("error", () => {
    });
    this.#socket.resume();
  }
  /**
   * Reads to the end, after everybody who wrote has been ended. Somebody may have got away with the writing end: that
   * one is waited for while it prints at most for `limit` milliseconds, and not at all once it is silent.
   */
  async rest(limit = 5e3) {
    const late = performance.now() + limit;
    for (let seen = -1; seen !== this.#pieces && performance.now() < late; ) {
      seen = this.#pieces;
      if (await this.#closesIn(SILENCE)) return;
    }
    this.#socket.destroy();
    await this.#closed;
  }
  async #closesIn(milliseconds) {
    let timer;
    const late = new Promise((resolve2) => {
      timer = setTimeout(resolve2, milliseconds, false);
    });
    const closed = await Promise.race([this.#closed.then(() => true), late]);
    clearTimeout(timer);
    if (!closed) await setImmediate();
    return closed;
  }
};

// src/system/pipes.ts
var AT_ONCE = 8;
var Pipes = class {
  #folders;
  #ready = [];
  #making;
  /** @param folders  where to look for mkfifo beside the system's own folders */
  constructor(folders) {
    this.#folders = [...SYSTEM_FOLDERS, ...folders];
  }
  async take() {
    for (; ; ) {
      const pipe = this.#ready.pop();
      if (pipe !== void 0) return { ok: true, value: pipe };
      this.#making ??= attemptAsync("make a pipe in", tmpdir(), () => this.#make()).finally(() => {
        this.#making = void 0;
      });
      const made = await this.#making;
      if (!made.ok) return made;
    }
  }
  async #make() {
    const folder = mkdtempSync(join(tmpdir(), "sealsmith-pipes-"));
    try {
      const names3 = Array.from({ length: AT_ONCE }, (_, at3) => join(folder, String(at3)));
      const program3 = findProgram("mkfifo", this.#folders, void 0)?.path;
      if (program3 === void 0 || !await succeeds(program3, ["-m", "600", ...names3])) throw unsupported();
      for (const name of names3) {
        const read4 = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
        this.#ready.push({ read: read4, write: openSync(name, constants.O_WRONLY) });
      }
    } finally {
      removeTree(folder);
    }
  }
};
function succeeds(program3, args) {
  return new Promise((resolve2) => {
    const child = spawn(program3, [...args], { stdio: "ignore", env: {} });
    child.once("error", () => resolve2(false));
    child.once("exit", (exit) => resolve2(exit === 0));
  });
}
function unsupported() {
  return Object.assign(new Error("mkfifo"), { code: "ENOTSUP" });
}

// src/system/sweep.ts
var MARK = "SEALSMITH_JOB";
function survivors(group, mark3) {
  return processes()?.flatMap((pid) => {
    const found = stateOf2(pid);
    if (found === void 0 || found.dead || pid === process.pid) return [];
    const inGroup = found.group === group;
    return inGroup || environmentHas(pid, mark3) ? [{ pid, inGroup }] : [];
  });
}
function processes() {
  try {
    const names3 = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return names3.length === 0 ? void 0 : names3.map(Number);
  } catch {
    return void 0;
  }
}
function stateOf2(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state = "", , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { dead: "ZXx".includes(state), group: Number(group) };
  } catch {
    return void 0;
  }
}
function environmentHas(pid, mark3) {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(mark3);
  } catch {
    return false;
  }
}

// src/system/process-group.ts
var ROUNDS = 200;
async function startInGroup(request) {
  const mark3 = randomBytes(12).toString("hex");
  const around = process.env[MARK];
  const child = underJobUmask(
    () => spawn(request.program, [...request.args], {
      cwd: request.cwd,
      env: { ...request.env, [MARK]: around === void 0 ? mark3 : `${around}:${mark3}` },
      detached: request.output !== "inherit",
      stdio: request.output === "inherit" ? "inherit" : ["ignore", request.output, request.output]
    })
  );
  const ended3 = new Promise((resolve2) => {
    child.once("exit", (exit, signal) => resolve2({ exit, signal }));
  });
  const errno2 = await errnoOfStart(child);
  if (errno2 !== void 0 || child.pid === void 0) return { errno: errno2 ?? "EIO" };
  const group = new Group(child.pid, mark3);
  return {
    ended: ended3,
    terminate: () => group.signal("SIGTERM"),
    busy: async () => group.busy(),
    async end() {
      for (let round = 0; round < ROUNDS && group.busy(); round += 1) {
        group.signal("SIGKILL");
        await setTimeout2(Math.min(round, 10));
      }
    }
  };
}
var Group = class {
  #leader;
  #mark;
  /** Once the group was empty its number may be given to somebody else. */
  #empty = false;
  constructor(leader, mark3) {
    this.#leader = leader;
    this.#mark = mark3;
  }
  busy() {
    const left = survivors(this.#leader, this.#mark);
    if (left === void 0) return this.#tell(0);
    this.#empty ||= !left.some(({ inGroup }) => inGroup);
    return left.length > 0;
  }
  signal(name) {
    const signals = name === "SIGTERM" ? [name, "SIGCONT"] : [name];
    for (const signal of signals) this.#tell(signal);
    const left = survivors(this.#leader, this.#mark) ?? [];
    for (const { pid, inGroup } of left) if (!inGroup) for (const signal of signals) tell(pid, signal);
  }
  #tell(signal) {
    if (!this.#empty) this.#empty = !tell(-this.#leader, signal);
    return !this.#empty;
  }
};
function errnoOfStart(child) {
  return new Promise((resolve2) => {
    child.once("spawn", () => resolve2(void 0));
    child.once("error", (error2) => resolve2(error2.code ?? "EIO"));
  });
}
function tell(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error2) {
    return error2.code === "EPERM";
  }
}

// src/system/processes.ts
var GRACE = 5e3;
var ANSWER_LIMIT = 1e4;
var ANSWER_BYTES = 64 * 1024;
var LONGEST2 = 2 ** 31 - 1;
function systemProcesses(options) {
  const isolator = new Isolator(options.files, options.state, options.path);
  const pipes = new Pipes(options.path);
  const keepers = new Keepers();
  const patience = { grace: options.grace ?? GRACE };
  const start2 = async (request, network, engine) => {
    const ability = options.namespaces === false || engine ? void 0 : await isolator.ability();
    if (ability?.processes !== "namespaces") return startInGroup(request);
    return startInNamespaces(ability.means, request, network || !ability.network, keepers);
  };
  return {
    async run(request) {
      if (request.abort.aborted) return { kind: "aborted" };
      const obstacle = obstacleTo(request);
      if (obstacle !== void 0) return obstacle;
      const pipe = await pipes.take();
      if (!pipe.ok) return notStarted(pipe.failure);
      const { read: read4, write } = pipe.value;
      let started2;
      try {
        started2 = await start2({ ...request, output: write }, request.network, request.engine === true);
      } finally {
        closeSync(write);
      }
      const output = new Output(read4, request.onOutput);
      if (!isTree(started2)) {
        await output.rest();
        return { kind: "not-started", errno: started2.errno };
      }
      return conduct(started2, output, request, patience);
    },
    async ask(program3, args, env = {}, input) {
      const home = attempt("make", tmpdir(), () => mkdtempSync(join(tmpdir(), "sealsmith-ask-")));
      if (!home.ok) return home;
      try {
        const around = { PATH: options.path.join(":"), HOME: home.value, TMPDIR: home.value, LANG: "C" };
        return await ask(program3, args, { ...around, ...env }, input, options.interrupt);
      } finally {
        attempt("remove", home.value, () => removeTree(home.value));
      }
    },
    hurry() {
      patience.grace = 0;
    },
    isolation: async (network) => options.namespaces === false ? { processes: "none", network: network ? "granted" : "shared" } : isolator.isolation(network)
  };
}
async function conduct(tree2, output, { abort, limit }, patience) {
  const stop = new AbortController();
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers();
  const heard = () => onAbort("aborted");
  abort.addEventListener("abort", heard, { once: true });
  if (abort.aborted) heard();
  const late = setTimeout2(Math.min(limit, LONGEST2), "timeout", { signal: stop.signal });
  late.catch(() => {
  });
  try {
    const first = await Promise.race([tree2.ended, aborted, late, output.failed]);
    if (first === "aborted" || first === "timeout") {
      await windDown(tree2, patience);
      return { kind: first };
    }
    return first.exit === null ? { kind: "killed", signal: first.signal ?? "SIGKILL" } : { kind: "exited", exit: first.exit };
  } finally {
    stop.abort();
    abort.removeEventListener("abort", heard);
    await tree2.end();
    await output.rest();
  }
}
async function windDown(tree2, patience) {
  tree2.terminate();
  const begun = performance.now();
  const left = () => begun + patience.grace - performance.now();
  for (let wait = 1; left() > 0; wait = Math.min(wait * 2, 50)) {
    await setTimeout2(Math.min(wait, left()));
    if (!await tree2.busy()) return;
  }
}
async function ask(program3, args, env, input, abort) {
  const limits = { limit: ANSWER_LIMIT, keep: ANSWER_BYTES, complaints: input === void 0, input };
  const captured = await capture({ program: program3, args, cwd: "/", env, abort, ...limits });
  const failed2 = (errno2) => err({ code: "system", doing: "ask", path: program3, errno: errno2 });
  switch (captured.kind) {
    case "exited":
      return ok({ exit: captured.exit, output: captured.output.toString("utf8") });
    case "killed":
      return failed2(captured.signal);
    case "timeout":
      return failed2("ETIMEDOUT");
    case "aborted":
      return failed2("ECANCELED");
    case "not-started":
      return failed2(captured.errno);
  }
}
function obstacleTo({ program: program3, cwd }) {
  const folder = attempt("start in", cwd, () => statSync(cwd).isDirectory());
  if (!folder.ok) return { kind: "not-started", errno: folder.failure.errno, path: cwd };
  if (!folder.value) return { kind: "not-started", errno: "ENOTDIR", path: cwd };
  const found = programAt(program3);
  if (found === void 0) {
    const looked = attempt("start", program3, () => statSync(program3));
    return { kind: "not-started", errno: looked.ok ? "EACCES" : looked.failure.errno };
  }
  const interpreter = interpreterOf(program3);
  if (interpreter === void 0 || programAt(interpreter) !== void 0) return void 0;
  return { kind: "not-started", errno: "ENOENT", path: interpreter };
}
function interpreterOf(program3) {
  try {
    const file = openSync(program3, "r");
    try {
      const start2 = Buffer.alloc(512);
      const text2 = start2.toString("latin1", 0, readSync(file, start2));
      return /^#![ \t]*(\/[^\s]*)/.exec(text2)?.[1];
    } finally {
      closeSync(file);
    }
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return void 0;
  }
}
function notStarted(failure2) {
  const errno2 = "errno" in failure2 && typeof failure2.errno === "string" ? failure2.errno : "EIO";
  return { kind: "not-started", errno: errno2, path: tmpdir() };
}

// src/system/state-folder.ts
function stateFolder(env, home, workspace) {
  const base = env["XDG_STATE_HOME"];
  const usual = base?.startsWith("/") === true ? resolve(base) : join(home, ".local", "state");
  if (usual.startsWith("/") && home !== "/" && !isBelow(usual, workspace)) return join(usual, "sealsmith");
  return temporaryState();
}
function temporaryState() {
  const own2 = process.geteuid?.() ?? -1;
  const folder = join(tmpdir(), `sealsmith-${own2}`);
  try {
    makeFolders(folder, 448);
    const found = lstatSync(folder);
    const closed = found.isDirectory() && found.uid === own2 && (found.mode & 63) === 0;
    return closed ? folder : mkdtempSync(`${folder}-`);
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return folder;
  }
}

// src/system/shims.ts
function shimOf(found, { path, home, env }) {
  const name = basename(found.path);
  const manager = linkedManager(found, name) ?? scriptedManager(found, path);
  if (manager === void 0) return void 0;
  const root = dirname(dirname(found.path));
  const kind = basename(manager);
  const rootName = `${kind.toUpperCase()}_ROOT`;
  const own2 = Object.entries(env).flatMap(
    ([variable2, value]) => value !== void 0 && variable2.startsWith(`${kind.toUpperCase()}_`) ? [[variable2, value]] : []
  );
  return {
    manager,
    args: ["which", name],
    env: { HOME: home, ...kind.endsWith("env") ? { [rootName]: root } : {}, ...Object.fromEntries(own2) },
    deciders: [
      manager,
      `${root}/version`,
      `${home}/.tool-versions`,
      `${home}/.config/mise/config.toml`,
      `${home}/.volta/tools/user/platform.json`
    ]
  };
}
function linkedManager(found, name) {
  const target = basename(found.real);
  if (target === name) return void 0;
  if (target === "mise") return found.real;
  return target === "volta-shim" ? join(dirname(found.real), "volta") : void 0;
}
function scriptedManager(found, path) {
  if (basename(dirname(found.path)) !== "shims") return void 0;
  const line = /^exec "?((?:\/[^"\s]*\/)?(?:pyenv|rbenv|nodenv|goenv|jenv|asdf))"? exec /m.exec(
    beginning(found.real)
  );
  const manager = line?.[1];
  if (manager === void 0 || manager.startsWith("/")) return manager;
  return findProgram(manager, path, void 0)?.path;
}
function namedProgram(answer) {
  const line = answer.trimEnd().split("\n").at(-1) ?? "";
  return line.startsWith("/") ? programAt(line) : void 0;
}
function beginning(path) {
  try {
    const file = openSync(path, "r");
    try {
      const bytes2 = Buffer.alloc(4096);
      return bytes2.toString("latin1", 0, readSync(file, bytes2));
    } finally {
      closeSync(file);
    }
  } catch (error2) {
    if (errnoOf(error2) === void 0) throw error2;
    return "";
  }
}

// src/system/tool-memo.ts
var SCHEMA = "sealsmith-tools/1";
var MOST3 = 500;
var ToolMemo = class {
  #files;
  #path;
  #answers;
  #changed = false;
  constructor(files, path) {
    this.#files = files;
    this.#path = path;
    const text2 = files.readText(path);
    this.#answers = parse3(text2.ok ? text2.value ?? "" : "");
  }
  get(key) {
    return this.#answers.get(key);
  }
  set(key, answer) {
    if (this.#answers.get(key) === answer) return;
    this.#answers.set(key, answer);
    this.#changed = true;
  }
  save() {
    if (!this.#changed) return;
    const answers = Object.fromEntries([...this.#answers].slice(-MOST3));
    this.#files.writeText(this.#path, `${JSON.stringify({ schema: SCHEMA, answers })}
`, 384);
  }
};
function parse3(text2) {
  try {
    const value = JSON.parse(text2);
    if (typeof value !== "object" || value === null) return /* @__PURE__ */ new Map();
    const { schema, answers } = value;
    if (schema !== SCHEMA || typeof answers !== "object" || answers === null) return /* @__PURE__ */ new Map();
    return new Map(
      Object.entries(answers).filter((entry2) => typeof entry2[1] === "string")
    );
  } catch {
    return /* @__PURE__ */ new Map();
  }
}

// src/system/tools.ts
async function findTools(world, requests) {
  const real = attempt("read", world.workspace, () => realpathSync(world.workspace));
  const memo = new ToolMemo(world.files, `${world.state}/tools.json`);
  const search2 = new Search(world, real.ok ? real.value : world.workspace, memo);
  const found = await Promise.all(
    requests.map(async (request) => [request.name, await search2.tool(request)])
  );
  memo.save();
  return new Map(found.flatMap(([name, tool]) => tool === void 0 ? [] : [[name, tool]]));
}
var Search = class {
  #world;
  #outside;
  #memo;
  constructor(world, outside2, memo) {
    this.#world = world;
    this.#outside = outside2;
    this.#memo = memo;
  }
  async tool(request) {
    for (const command of request.commands) {
      for (const found of findPrograms(command, this.#world.path, this.#outside)) {
        const program3 = await this.#behind(found);
        if (program3 !== void 0) return this.#asked(request, program3);
      }
    }
    return void 0;
  }
  async #behind(found) {
    const shim = shimOf(found, this.#world);
    if (shim === void 0) return found;
    const key = hash("sha256", JSON.stringify([identity(found), shim, shim.deciders.map(stateOf3)]), "hex");
    const known = this.#memo.get(key);
    const program3 = namedProgram(known ?? "") ?? (known === "" ? void 0 : await this.#ask(shim));
    if (program3 === "silent" || program3?.real.startsWith(`${this.#outside}/`)) return void 0;
    this.#memo.set(key, program3?.path ?? "");
    return program3;
  }
  /** Silence (too slow, interrupted) is not remembered: the next run asks again. */
  async #ask(shim) {
    const answer = await this.#world.processes.ask(shim.manager, shim.args, shim.env);
    if (!answer.ok) return "silent";
    return answer.value.exit === 0 ? namedProgram(answer.value.output) : void 0;
  }
  async #asked(request, program3) {
    const { name, versionArgs, versionPattern, mayTellNone } = request;
    const { path } = program3;
    const tool = (version) => ({ name, version, from: "machine", path });
    const question = [
      identity(program3),
      versionArgs,
      versionPattern.source,
      versionPattern.flags,
      mayTellNone
    ];
    const key = hash("sha256", JSON.stringify(question), "hex");
    const known = this.#memo.get(key);
    if (known !== void 0) return tool(known);
    const answer = await this.#version(request, program3);
    if ("trouble" in answer) return { code: "tool-broken", tool: name, path, message: answer.trouble };
    this.#memo.set(key, answer.version);
    return tool(answer.version);
  }
  async #version(request, program3) {
    const { versionArgs, versionPattern, mayTellNone } = request;
    if (versionArgs.length === 0) return this.#digest(program3);
    const answer = await this.#world.processes.ask(program3.path, versionArgs);
    const asked = versionArgs.join(" ");
    if (!answer.ok) {
      if (mayTellNone && errnoIn(answer.failure) === "ETIMEDOUT") return this.#digest(program3);
      return { trouble: `${asked}: ${silence(answer.failure)}` };
    }
    const { exit, output } = answer.value;
    const version = exit === 0 ? versionPattern.exec(output)?.[1] : void 0;
    if (version !== void 0) return { version };
    if (mayTellNone && !NOT_STARTED.has(exit)) return this.#digest(program3);
    if (exit !== 0) return { trouble: `${asked} ended with ${exit}${said2(output)}` };
    return { trouble: `${asked} does not tell a version${said2(output)}` };
  }
  /** What stands for the version of a program that tells none. */
  async #digest({ real }) {
    const digest = await this.#world.files.digest(real);
    return digest.ok ? { version: `sha256:${short(digest.value.sha256)}` } : { trouble: `it cannot be read: ${errnoIn(digest.failure)}` };
  }
};
var NOT_STARTED = /* @__PURE__ */ new Set([126, 127]);
function errnoIn(failure2) {
  return failure2.code === "system" ? failure2.errno : failure2.code;
}
function silence(failure2) {
  const errno2 = errnoIn(failure2);
  if (errno2 === "ETIMEDOUT") return "no answer within 10 s";
  return errno2.startsWith("SIG") ? `ended by ${errno2}` : errno2;
}
function said2(output) {
  const line = output.trim().split("\n")[0] ?? "";
  return line === "" ? "" : `: ${line.slice(0, 100)}`;
}
function identity({ path, real, stat }) {
  const { dev, ino, size: size3, mtimeNs, ctimeNs } = stat;
  return [path, real, ...[dev, ino, size3, mtimeNs, ctimeNs].map(String)];
}
function stateOf3(path) {
  const found = attempt("look at", path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
  if (!found.ok || found.value === void 0) return "";
  const { dev, ino, size: size3, mtimeNs, ctimeNs } = found.value;
  return [dev, ino, size3, mtimeNs, ctimeNs].join(" ");
}

// src/system/workers.ts
function systemWorkers(entry2) {
  const file = join(dirname(entry2), `worker${extname(entry2)}`);
  const pool = new Pool(file, availableParallelism());
  const alone = /* @__PURE__ */ new Set();
  return {
    count: pool.most,
    run: (task, input, move = []) => pool.add(task, input, move),
    async runAlone(task, input, env, signal) {
      if (signal?.aborted === true) return void 0;
      const one = new Pool(file, 1, env);
      alone.add(one);
      const output = one.add(task, input, []);
      let end = () => {
      };
      const ended3 = new Promise((done) => {
        end = () => done(void 0);
      });
      signal?.addEventListener("abort", end, { once: true });
      try {
        return await Promise.race([output, ended3]);
      } finally {
        signal?.removeEventListener("abort", end);
        alone.delete(one);
        await one.close();
      }
    },
    async close() {
      await Promise.all([pool, ...alone].map((each) => each.close()));
    }
  };
}
var Pool = class {
  most;
  #file;
  #env;
  /** What each thread is at; undefined for those that wait. */
  #threads = /* @__PURE__ */ new Map();
  #waiting = [];
  /** @param env  the whole environment of the threads; without it they have ours */
  constructor(file, most, env) {
    this.#file = file;
    this.most = most;
    this.#env = env;
  }
  add(task, input, move) {
    return new Promise((done, failed2) => {
      this.#waiting.push({ task, input, move, done, failed: failed2 });
      this.#next();
    });
  }
  async close() {
    const threads = [...this.#threads.keys()];
    const lost = [
      ...this.#waiting.splice(0),
      ...[...this.#threads.values()].filter((job) => job !== void 0)
    ];
    this.#threads.clear();
    for (const job of lost) job.failed(new Error(`the threads were closed during "${job.task}"`));
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  #next() {
    const job = this.#waiting[0];
    if (job === void 0) return;
    const idle = [...this.#threads].find(([, busy]) => busy === void 0)?.[0];
    if (idle === void 0 && this.#threads.size >= this.most) return;
    const thread = idle ?? this.#start();
    this.#waiting.shift();
    this.#threads.set(thread, job);
    thread.ref();
    const call2 = { task: job.task, input: job.input };
    try {
      thread.postMessage(call2, [...job.move]);
    } catch (error2) {
      this.#settle(thread, () => job.failed(error2));
    }
  }
  #start() {
    const { Worker: Thread } = process.getBuiltinModule("node:worker_threads");
    const thread = new Thread(this.#file, {
      // Options of ours (a test's reporter, say) are not meant for threads.
      execArgv: [],
      ...this.#env === void 0 ? {} : { env: { ...this.#env } }
    });
    thread.on("message", (answer) => {
      const job = this.#threads.get(thread);
      this.#settle(thread, () => {
        if ("error" in answer) job?.failed(Object.assign(new Error(answer.error.message), answer.error));
        else job?.done(answer.output);
      });
    });
    thread.on("messageerror", (error2) => this.#lose(thread, error2));
    thread.on("error", (error2) => this.#lose(thread, error2));
    thread.on("exit", (status2) => this.#lose(thread, new Error(`a thread ended with ${status2}`)));
    this.#threads.set(thread, void 0);
    return thread;
  }
  #settle(thread, tell2) {
    this.#threads.set(thread, void 0);
    thread.unref();
    tell2();
    this.#next();
  }
  /** A thread that is gone fails what it was at; the next job gets a new one. */
  #lose(thread, error2) {
    const job = this.#threads.get(thread);
    if (!this.#threads.delete(thread)) return;
    job?.failed(error2);
    this.#next();
  }
};

// src/system/world.ts
function createWorld(options) {
  const { workspace, entry: entry2, version } = options;
  const secrets = options.secrets ?? takeSecrets();
  const env = { ...process.env };
  const home = homedir();
  const state = stateFolder(env, home, workspace);
  const machine = systemMachine(env["PATH"] ?? "", workspace);
  const workers = systemWorkers(entry2);
  const files = systemFiles(workers);
  const interrupt = new AbortController();
  const processes2 = systemProcesses({ files, state, path: machine.path, interrupt: interrupt.signal });
  const git = findProgram("git", [...machine.path, ...SYSTEM_FOLDERS], workspace)?.path;
  return {
    files,
    processes: processes2,
    git: systemGit(git, { ...env, PATH: machine.path.join(":") }, interrupt.signal),
    clock: systemClock(),
    http: systemHttp({ env, interrupt: interrupt.signal }),
    disk: systemDisk(),
    workers,
    machine,
    findTools: (requests) => findTools({ files, processes: processes2, state, workspace, path: machine.path, home, env }, requests),
    interrupt,
    env,
    secrets,
    home,
    state,
    self: { node: process.execPath, entry: entry2, version }
  };
}

// node_modules/commander/esm.mjs
var import_index = __toESM(require_commander(), 1);
var {
  program,
  createCommand,
  createArgument,
  createOption,
  CommanderError,
  InvalidArgumentError,
  InvalidOptionArgumentError,
  // deprecated old name
  Command,
  Argument,
  Option,
  Help
} = import_index.default;

// src/core/evidence.ts
var TRUST_VARIABLE = "SEALSMITH_TRUST";

// src/toolchains/job.ts
var LIMIT6 = 30 * 6e4;
function oneJob(spec2, more) {
  const whole = {
    id: spec2.step,
    inputs: ["**"],
    params: {},
    env: {},
    forwards: [],
    stores: [],
    outputs: [],
    scratch: [],
    needs: ["deps"],
    gives: [],
    grants: [],
    cache: "result",
    limit: LIMIT6,
    ...spec2
  };
  return ok({ kind: "run", jobs: [{ spec: whole, ...more }] });
}
function skip(code2, detail) {
  return ok({ kind: "skip", why: { code: code2, detail } });
}
function explainer(facts, step) {
  return (what, value, key, file) => {
    const configured = key === void 0 ? void 0 : facts.origin("steps", step, key);
    const found = file === void 0 ? { from: "default" } : { from: "detected", file };
    return { what, value, origin: configured ?? found };
  };
}
function lastLine(text2) {
  return text2.trimEnd().split("\n").at(-1)?.trim().slice(0, 200) ?? "";
}
var NETWORK_FORWARDS = [
  ...[
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy"
  ],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR"]
];

// src/steps/evidence.ts
var SIGNATURES_FOLDER = `${OURS}/signatures`;
var ATTESTATIONS_FOLDER = `${OURS}/attestations`;
var TRUST_STORE = {
  name: "trust",
  env: [TRUST_VARIABLE],
  keeps: [],
  leaves: [],
  checked: true
};
function planSaying(saying, facts, options) {
  const { signer } = facts.evidence;
  if (signer === void 0)
    return skip("needs-signer", 'nothing says who signs: no "signing" in sealsmith.yml, no key');
  if (!signer.ok) return signer;
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is always among the tools");
  const { step, what, out, needs, gives } = saying;
  const github2 = what === "attest" ? signer.value.github : void 0;
  const work2 = `${OURS}/work/${step}`;
  const account = `${work2}/account.json`;
  const result = `${work2}/result.json`;
  const request = {
    ...{ what, account, out },
    settings: signer.value.settings,
    formats: signer.value.formats,
    plainHttp: options["plain-http"] ?? [],
    ...github2 === void 0 ? {} : { github: github2 }
  };
  const registry = facts.image.name === void 0 ? void 0 : parseImageName(facts.image.name)?.registry;
  const say2 = explainer(facts, step);
  return oneJob(
    {
      step,
      commands: [{ tool: "sealsmith", args: ["internal", "sign", JSON.stringify(request), result] }],
      tools: [self],
      inputs: signer.value.files,
      outputs: [out],
      scratch: [work2],
      stores: [TRUST_STORE],
      forwards: NETWORK_FORWARDS,
      needs,
      gives: [gives],
      grants: [
        "network",
        ...signer.value.grants,
        ...registry === void 0 ? [] : [`registry:${registry}`],
        ...github2 === void 0 ? [] : ["secret:GITHUB_TOKEN"]
      ],
      cache: "never",
      account,
      ...options.timeout === void 0 ? {} : { limit: options.timeout }
    },
    {
      explained: [
        say2("image", `by ${signer.value.with}`, void 0),
        say2("formats", signer.value.formats.join(" "), void 0)
      ],
      finish: (io) => finish2(io, result, out, gives)
    }
  );
}
async function finish2(io, path, out, gives) {
  if (!io.succeeded) return ok({ facts: {}, summary: "", remarks: [] });
  const text2 = io.files.readText(`${io.workspace}/${path}`);
  if (!text2.ok) return text2;
  let told;
  try {
    told = JSON.parse(text2.value ?? "");
  } catch {
    return err({ code: "output-invalid", job: gives, path, message: "is not what signing writes" });
  }
  if (told.made.length === 0)
    return ok({ facts: {}, summary: "nothing was made that could be signed", remarks: [] });
  const evidence = [];
  for (const { name } of io.files.list(`${io.workspace}/${out}`)) {
    const digest = await io.files.digest(`${io.workspace}/${out}/${name}`);
    if (!digest.ok) return digest;
    evidence.push({ path: `${out}/${name}`, sha256: digest.value.sha256 });
  }
  const fact = {
    signer: told.signer,
    bundles: told.made.map(({ added: _, ...bundle }) => bundle),
    evidence
  };
  const fresh = told.made.filter(({ added }) => added).length;
  const there = told.made.length - fresh;
  const said5 = [
    `${count(told.made.length, gives === "signatures" ? "signature" : "statement")} by ${told.signer}`,
    ...there === 0 ? [] : [`${there} there already`]
  ];
  return ok({ facts: { [gives]: fact }, summary: said5.join(" · "), remarks: [] });
}

// src/steps/attest.ts
var attest = {
  name: "attest",
  summary: "say how it was made, what is in it and what the tests said, and sign that",
  after: ["sign"],
  runs: "named",
  plan: (facts, options) => planSaying(
    {
      ...{ step: "attest", what: "attest", out: ATTESTATIONS_FOLDER, gives: "attestations" },
      needs: ["deps", "junit", "image", "sbom", "pushed", "binary"]
    },
    facts,
    options
  )
};

// src/core/tool.ts
function toolRequest(name, get, more = {}) {
  return {
    name,
    commands: [name],
    versionArgs: ["--version"],
    versionPattern: /(\d+(?:\.\d+)+[^\s,;]*)/,
    mayTellNone: false,
    get,
    ...more
  };
}
function eachOnce(tools) {
  return tools.filter((tool, index) => tools.findIndex((other) => other.name === tool.name) === index);
}

// src/steps/verb.ts
var DEFAULT_LIMIT = 30 * 6e4;
var SHELL_REQUEST = toolRequest("sh", "install a POSIX shell as sh", {
  versionArgs: []
});
function planVerb(verb, facts, options) {
  const decision = facts.project.plan(verb, facts, options);
  if (!decision.ok && options.run === void 0) return decision;
  if (!decision.ok || decision.value.kind === "skip") {
    if (options.run === void 0) return decision;
    return ok({ kind: "run", jobs: [overlay(verb, bareJob(verb, facts), facts, options)] });
  }
  return ok({ kind: "run", jobs: decision.value.jobs.map((job) => overlay(verb, job, facts, options)) });
}
function overlay(step, job, facts, options) {
  const { spec: spec2 } = job;
  const explained = new Map(job.explained.map((entry2) => [entry2.what, entry2]));
  const say2 = (what, key, value) => {
    explained.set(what, { what, value, origin: facts.origin("steps", step, key) ?? DEFAULT });
  };
  const grants = new Set(spec2.grants);
  if (options.network === true) grants.add("network");
  if (options.network === false) grants.delete("network");
  for (const name of options.secrets ?? []) grants.add(`secret:${name}`);
  if (options.run !== void 0) say2("command", "run", options.run);
  if (options.network !== void 0) say2("network", "network", options.network ? "granted" : "withheld");
  if (options.secrets !== void 0) say2("secrets", "secrets", options.secrets.join(" "));
  if (options.env !== void 0) say2("variables", "env", options.env.join(" "));
  if (options.inputs !== void 0) say2("inputs", "inputs", options.inputs.join(" "));
  if (options.outputs !== void 0) say2("outputs", "outputs", options.outputs.join(" "));
  if (options.tools !== void 0) say2("tools", "tools", options.tools.join(" "));
  if (options.timeout !== void 0) say2("timeout", "timeout", `${options.timeout / 1e3} s`);
  if (options.cache !== void 0) say2("cache", "cache", options.cache ? "on" : "off");
  return {
    ...job,
    explained: [...explained.values()].toSorted(byConfigFirst),
    spec: {
      ...spec2,
      commands: options.run === void 0 ? spec2.commands : replaced(spec2, options.run),
      tools: eachOnce([
        ...spec2.tools,
        ...options.run === void 0 ? [] : [shellOf(facts)],
        ...declaredTools(facts, options)
      ]),
      inputs: options.inputs ?? spec2.inputs,
      outputs: [.../* @__PURE__ */ new Set([...spec2.outputs, ...options.outputs ?? []])],
      grants: [...grants].toSorted(),
      limit: options.timeout ?? spec2.limit,
      // What a line of the user makes of a store, nobody has tried.
      stores: options.run === void 0 ? spec2.stores : unchecked(spec2.stores),
      cache: cacheOf(spec2, grants, options)
    }
  };
}
var DEFAULT = { from: "default" };
function unchecked(stores) {
  return stores.map((store) => ({ ...store, checked: false }));
}
var AFTER_BUILD = /* @__PURE__ */ new Set(["probe", "pack"]);
function replaced(spec2, run3) {
  const kept = spec2.commands.filter(
    ({ tool, args }) => tool === "sealsmith" && AFTER_BUILD.has(args[1] ?? "")
  );
  return [shellCommand(run3), ...kept];
}
function cacheOf(spec2, grants, options) {
  if (options.cache === false) return "never";
  const open2 = [...grants].some((grant) => grant !== "network" || spec2.cache === "result");
  return open2 && options.cache !== true ? "never" : spec2.cache;
}
function shellCommand(run3) {
  return { tool: "sh", args: ["-eu", "-c", run3] };
}
function shellOf({ tools }) {
  return tools.get("sh") ?? { name: "sh", version: "", from: "machine", path: "/bin/sh" };
}
function declaredTools(facts, options) {
  return (options.tools ?? []).flatMap((name) => facts.tools.get(name) ?? []);
}
function bareJob(verb, { project }) {
  const spec2 = {
    id: verb,
    step: verb,
    commands: [],
    inputs: ["**"],
    tools: [],
    params: {},
    env: {},
    forwards: verb === "install" ? project.forwards : NETWORK_FORWARDS,
    stores: project.stores,
    outputs: [],
    scratch: [],
    needs: verb === "install" ? [] : ["deps"],
    gives: [],
    grants: verb === "install" ? ["network"] : [],
    cache: verb === "install" ? "never" : "result",
    limit: DEFAULT_LIMIT
  };
  return { spec: spec2, explained: [] };
}
function byConfigFirst(a, b) {
  const weight = (entry2) => entry2.what === "command" ? 0 : 1;
  return weight(a) - weight(b) || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);
}

// src/steps/build-binary.ts
var buildBinary = {
  name: "build-binary",
  summary: "build the program, try it, pack it reproducibly",
  after: ["install"],
  runs: "always",
  plan: (facts, options) => planVerb("build-binary", facts, options)
};

// src/image/check/request.ts
function checkedText({ runner, seen, after: after3 }) {
  const time2 = `${(after3 / 1e3).toFixed(1)} s`;
  switch (seen.kind) {
    case "answered":
      return `answers ${seen.path} (${seen.status}) after ${time2}, started ${started(runner)}`;
    case "healthy":
      return `healthy after ${time2}, started ${started(runner)}`;
    case "kept-running":
      return `still runs after ${time2}, started ${started(runner)}`;
    case "ran":
      return `${seen.command} ended well after ${time2}, started ${started(runner)}`;
  }
}
function started(runner) {
  return runner === "bare" ? "without an engine" : `by ${runner}`;
}

// src/steps/image-places.ts
var IMAGE_FOLDER = ".sealsmith/image";
var SBOM_FOLDER = ".sealsmith/sbom";
var SBOM_FILE = `${SBOM_FOLDER}/image.cdx.json`;
var IMAGE_WORK = ".sealsmith/work/containerize";
var IMAGE_RESULTS = {
  built: `${IMAGE_WORK}/built.json`,
  checked: `${IMAGE_WORK}/checked.json`,
  sbom: `${IMAGE_WORK}/sbom.json`
};

// src/steps/image-finish.ts
function finishImage(plan2) {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine(io.tail), remarks: [] });
    const built = readJson(io, IMAGE_RESULTS.built);
    if (!built.ok) return built;
    const checked2 = readJson(io, IMAGE_RESULTS.checked);
    const index = await evidenceOf(io, `${IMAGE_FOLDER}/index.json`);
    if (!index.ok) return index;
    const { manifest, config, layers, platform, bases, remarks: remarks2 } = built.value;
    const image = {
      ...plan2.name === void 0 ? {} : { name: plan2.name },
      digest: manifest.digest,
      mediaType: manifest.mediaType,
      platform,
      builder: plan2.builder,
      layout: IMAGE_FOLDER,
      config: config.digest,
      layers: layers.map(({ digest, mediaType, size: bytes2 }) => ({ digest, mediaType, size: bytes2 })),
      bytes: layers.reduce((sum, layer) => sum + layer.size, 0),
      bases,
      ...checked2.ok ? { checked: { runner: checked2.value.runner, what: seenText(checked2.value) } } : {},
      evidence: [index.value]
    };
    const made = plan2.sbom ? readJson(io, IMAGE_RESULTS.sbom) : ok(void 0);
    if (!made.ok) return made;
    const sbom = made.value === void 0 ? ok(void 0) : await sbomFact(io, made.value, manifest.digest);
    if (!sbom.ok) return sbom;
    const said5 = [
      size(image.bytes),
      shortDigest(image.digest),
      ...checked2.ok ? [checkedText(checked2.value)] : [],
      ...sbom.value === void 0 ? [] : [`${sbom.value.components} components`]
    ];
    return ok({
      facts: { image, ...sbom.value === void 0 ? {} : { sbom: sbom.value } },
      summary: said5.join(" · "),
      remarks: [...remarks2, ...checked2.ok ? checked2.value.remarks : [], ...made.value?.remarks ?? []]
    });
  };
}
function seenText({ seen }) {
  if (seen.kind === "answered") return `answers ${seen.path} with ${seen.status}`;
  return seen.kind === "ran" ? `ran ${seen.command}` : seen.kind;
}
async function sbomFact(io, made, subject) {
  const file = await evidenceOf(io, SBOM_FILE);
  if (!file.ok) return file;
  return ok({
    format: "CycloneDX 1.6",
    path: SBOM_FILE,
    maker: made.maker,
    subject,
    components: made.components,
    evidence: [file.value]
  });
}
async function evidenceOf(io, path) {
  const digest = await io.files.digest(`${io.workspace}/${path}`);
  return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
}
function readJson(io, path) {
  const text2 = io.files.readText(`${io.workspace}/${path}`);
  if (!text2.ok) return text2;
  try {
    return ok(JSON.parse(text2.value ?? ""));
  } catch {
    return err({
      code: "output-invalid",
      job: "containerize",
      path,
      message: "is not what its command writes"
    });
  }
}

// src/formats/strict-json.ts
var DEEPEST = 32;
function strictJson(bytes2) {
  let text2;
  let value;
  try {
    text2 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes2);
    value = JSON.parse(text2);
  } catch {
    return err("it is not JSON");
  }
  const problem2 = structureProblem(text2);
  return problem2 === void 0 ? ok(value) : err(problem2);
}
function isPlainObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function structureProblem(text2) {
  const names3 = [];
  const tokens = /["[{\]}]/g;
  for (let token = tokens.exec(text2); token !== null; token = tokens.exec(text2)) {
    const [sign3] = token;
    if (sign3 === '"') {
      const end = endOfString(text2, token.index);
      tokens.lastIndex = end;
      if (!isName(text2, end)) continue;
      const name = String(JSON.parse(text2.slice(token.index, end)));
      const known = names3.at(-1);
      if (known?.has(name) === true) return "a name stands twice in one object";
      known?.add(name);
    } else if (sign3 === "{" || sign3 === "[") {
      names3.push(/* @__PURE__ */ new Set());
      if (names3.length > DEEPEST) return "it is nested too deeply";
    } else names3.pop();
  }
  return void 0;
}
function endOfString(text2, start2) {
  for (let at3 = text2.indexOf('"', start2 + 1); at3 !== -1; at3 = text2.indexOf('"', at3 + 1)) {
    let slashes = 0;
    while (text2[at3 - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at3 + 1;
  }
  return text2.length;
}
function isName(text2, end) {
  let at3 = end;
  while (SPACE.has(text2[at3] ?? "")) at3 += 1;
  return text2[at3] === ":";
}
var SPACE = /* @__PURE__ */ new Set([" ", "	", "\n", "\r"]);

// src/formats/oci.ts
var MEDIA = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layerTar: "application/vnd.oci.image.layer.v1.tar",
  layerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  layerZstd: "application/vnd.oci.image.layer.v1.tar+zstd",
  empty: "application/vnd.oci.empty.v1+json",
  dockerIndex: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  dockerLayer: "application/vnd.docker.image.rootfs.diff.tar.gzip"
};
var EMPTY_JSON = Buffer.from("{}");
var MANIFEST_LIMIT = 4 * 1024 * 1024;
var CONFIG_LIMIT = 8 * 1024 * 1024;
var MOST_LAYERS = 512;
var MOST_MANIFESTS = 1e4;
function isIndex(mediaType) {
  return mediaType === MEDIA.index || mediaType === MEDIA.dockerIndex;
}
function isManifest(mediaType) {
  return mediaType === MEDIA.manifest || mediaType === MEDIA.dockerManifest;
}
function compressionOf(mediaType) {
  switch (mediaType) {
    case MEDIA.layerTar:
    case "application/vnd.docker.image.rootfs.diff.tar":
    case "application/vnd.oci.image.layer.nondistributable.v1.tar":
      return "none";
    case MEDIA.layerGzip:
    case MEDIA.dockerLayer:
    case "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip":
    case "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip":
      return "gzip";
    case MEDIA.layerZstd:
    case "application/vnd.docker.image.rootfs.diff.tar.zstd":
    case "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd":
      return "zstd";
    default:
      return void 0;
  }
}
function readManifest(bytes2, mediaType) {
  if (!isManifest(mediaType)) return err(`it is called ${mediaType}, which is no manifest of an image`);
  const json = readSchema2(bytes2, mediaType);
  if (!json.ok) return json;
  const { value } = json;
  if (Object.hasOwn(value, "manifests")) return err("it is a manifest and an index at once");
  const config = readDescriptor(value["config"]);
  if (config === void 0) return err("its configuration is none");
  const layers = readDescriptors(value["layers"], MOST_LAYERS);
  if (layers === void 0) return err("its list of layers is none");
  const common = readCommon(value);
  return common.ok ? ok({ mediaType, config, layers, ...common.value }) : common;
}
function readIndex(bytes2, mediaType) {
  if (!isIndex(mediaType)) return err(`it is called ${mediaType}, which is no index of images`);
  const json = readSchema2(bytes2, mediaType);
  if (!json.ok) return json;
  const { value } = json;
  if (Object.hasOwn(value, "layers") || Object.hasOwn(value, "config"))
    return err("it is an index and a manifest at once");
  const manifests = readDescriptors(value["manifests"], MOST_MANIFESTS);
  if (manifests === void 0) return err("its list of manifests is none");
  const common = readCommon(value);
  return common.ok ? ok({ mediaType, manifests, ...common.value }) : common;
}
function readDescriptor(value) {
  if (!isPlainObject(value)) return void 0;
  const { mediaType, digest, size: size3, artifactType } = value;
  if (typeof mediaType !== "string" || mediaType === "") return void 0;
  if (typeof digest !== "string" || !isImageDigest(digest)) return void 0;
  if (typeof size3 !== "number" || !Number.isSafeInteger(size3) || size3 < 0) return void 0;
  if (artifactType !== void 0 && typeof artifactType !== "string") return void 0;
  const annotations2 = readTexts(value["annotations"]);
  const platform = readPlatform(value["platform"]);
  if (annotations2 === null || platform === null) return void 0;
  return {
    mediaType,
    digest,
    size: size3,
    ...artifactType === void 0 ? {} : { artifactType },
    ...annotations2 === void 0 ? {} : { annotations: annotations2 },
    ...platform === void 0 ? {} : { platform }
  };
}
function readTexts(value) {
  if (value === void 0 || value === null) return void 0;
  if (!isPlainObject(value)) return null;
  const texts = [];
  for (const [name, text2] of Object.entries(value)) {
    if (typeof text2 !== "string" || name === "__proto__") return null;
    texts.push([name, text2]);
  }
  return Object.fromEntries(texts);
}
function platformText({ os, architecture, variant }) {
  return [os, architecture, ...variant === void 0 ? [] : [variant]].join("/");
}
function parsePlatform(text2) {
  const [os = "", architecture = "", variant, ...rest] = text2.split("/");
  const words = [os, architecture, ...variant === void 0 ? [] : [variant]];
  if (rest.length > 0 || !words.every((word) => /^[a-z0-9]+$/.test(word))) return void 0;
  return { os, architecture, ...variant === void 0 ? {} : { variant } };
}
function fitsPlatform(offered, wanted) {
  return offered.os === wanted.os && offered.architecture === wanted.architecture && (wanted.variant === void 0 || offered.variant === void 0 || wanted.variant === offered.variant);
}
function bareDescriptor({ mediaType, digest, size: size3 }) {
  return { mediaType, digest, size: size3 };
}
function readSchema2(bytes2, mediaType) {
  if (bytes2.length > MANIFEST_LIMIT) return err(`it has more than ${MANIFEST_LIMIT} bytes`);
  const json = strictJson(bytes2);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return err("it is no object");
  if (value["schemaVersion"] !== 2) return err("its schema version is not 2");
  if (value["mediaType"] !== void 0 && value["mediaType"] !== mediaType)
    return err(`it says that it is something else than ${mediaType}`);
  return ok(value);
}
function readCommon(value) {
  const { artifactType } = value;
  if (artifactType !== void 0 && typeof artifactType !== "string") return err("its artifact type is none");
  const annotations2 = readTexts(value["annotations"]);
  if (annotations2 === null) return err("its annotations are none");
  const said5 = value["subject"];
  const subject = said5 === void 0 || said5 === null ? void 0 : readDescriptor(said5);
  if (said5 !== void 0 && said5 !== null && subject === void 0) return err("its subject is none");
  return ok({ artifactType, subject, annotations: annotations2 ?? {} });
}
function readDescriptors(value, most) {
  if (!Array.isArray(value) || value.length > most) return void 0;
  const all2 = value.map(readDescriptor);
  const sound = all2.filter((one) => one !== void 0);
  return sound.length === all2.length ? sound : void 0;
}
function readPlatform(value) {
  if (value === void 0 || value === null) return void 0;
  if (!isPlainObject(value)) return null;
  const { os, architecture, variant } = value;
  if (typeof os !== "string" || typeof architecture !== "string") return null;
  if (variant !== void 0 && typeof variant !== "string") return null;
  return { os, architecture, ...variant === void 0 || variant === "" ? {} : { variant } };
}

// src/image/dependencies/mismatch.ts
var import_satisfies = __toESM(require_satisfies(), 1);
var import_valid = __toESM(require_valid(), 1);

// src/formats/python-version.ts
function meetsPython(version, specifier) {
  const exact = version.split(".").length > 2;
  const candidates = exact ? [version] : [0, 5, 20, 99].map((patch) => `${version}.${patch}`);
  return candidates.some(
    (candidate) => (specifier ?? "").split("||").some((part2) => part2.split(",").every((clause) => clauseHolds(candidate, clause) ?? true))
  );
}
function clauseHolds(version, clause) {
  const [, operator = "", text2 = "", wild] = /^\s*(>=|<=|===?|!=|~=|>|<|\^|~|)\s*v?(\d+(?:\.\d+)*)(\.\*)?\s*$/.exec(clause) ?? [];
  if (text2 === "") return void 0;
  const [here, wanted] = [release(version), release(text2)];
  const order3 = compare2(here, wanted);
  const same = wild === void 0 ? order3 === 0 : startsWith(here, wanted);
  switch (operator) {
    case ">=":
      return order3 >= 0;
    case "<=":
      return order3 <= 0;
    case ">":
      return order3 > 0;
    case "<":
      return order3 < 0;
    case "!=":
      return !same;
    case "~=":
      return order3 >= 0 && startsWith(here, wanted.slice(0, -1));
    case "^":
      return order3 >= 0 && startsWith(here, wanted.slice(0, 1));
    case "~":
      return order3 >= 0 && startsWith(here, wanted.slice(0, 2));
    default:
      return same;
  }
}
function release(version) {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "").split(".").map(Number);
}
function compare2(a, b) {
  for (let at3 = 0; at3 < Math.max(a.length, b.length); at3 += 1) {
    const difference = (a[at3] ?? 0) - (b[at3] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
function startsWith(version, prefix) {
  return prefix.every((number, at3) => (version[at3] ?? 0) === number);
}

// src/image/dependencies/mismatch.ts
function mismatch(deps, facts, base) {
  const message = deps.kind === "python" ? python(deps.requires, facts) : node(deps.requires, facts);
  return message === void 0 ? void 0 : { code: "base-mismatch", base, message };
}
function python(requires, facts) {
  if (facts.python === void 0) return "has no Python, and the project is written in it";
  if (!/^3\.\d+(?:\.|$)/.test(facts.python))
    return `has Python ${facts.python}, and only Python 3 is known here`;
  if (!meetsPython(facts.python, requires))
    return `has Python ${facts.python}, and the project asks for ${requires}`;
  if (libcOf(facts) === void 0)
    return "says of no C library that it has it, so that no packages can be chosen for it";
  return void 0;
}
function node(requires, facts) {
  if (facts.node === void 0) return "has no Node, and the project is written for it";
  const range = requires === void 0 ? null : (0, import_valid.default)(requires);
  if (range === null || (0, import_satisfies.default)(facts.node, range, { includePrerelease: true })) return void 0;
  return `has Node ${facts.node}, and the project asks for ${requires}`;
}
function libcOf({
  libc
}) {
  const [, kind, major, minor] = /^(glibc|musl)(?: (\d+)\.(\d+))?/.exec(libc ?? "") ?? [];
  if (kind === "glibc" && major !== void 0) return { kind, version: [Number(major), Number(minor)] };
  if (kind === "musl") return { kind, version: [Number(major ?? 1), Number(minor ?? 1)] };
  return void 0;
}

// src/image/dockerfile-lines.ts
var DIRECTIVE = /^(?<before>\uFEFF?#\s*(?<key>[A-Za-z][A-Za-z0-9]*)\s*=\s*)(?<value>\S.*?)\s*$/;
var WITH_HEREDOCS = /* @__PURE__ */ new Set(["RUN", "COPY", "ADD"]);
var HEREDOC = /^\d*<<(?<chomp>-?)(?<name>[^<]+)$/;
var CONTINUED = /(?<before>^|[^\\])\\[ \t]*$/;
var CONTINUED_BACKTICK = /(?<before>^|[^`])`[ \t]*$/;
function readLines(text2) {
  const lines2 = physicalLines(text2);
  const { syntax, escaper } = directives(lines2);
  const instructions = [];
  for (let at3 = 0; at3 < lines2.length; ) {
    const logical = logicalLine(lines2, at3, escaper);
    at3 = logical.next;
    const instruction = instructionOf(logical, escaper);
    if (instruction === void 0) continue;
    instructions.push(instruction);
    at3 = behindHeredocs(lines2, at3, instruction);
  }
  return { syntax, escaper, instructions };
}
function physicalLines(text2) {
  const lines2 = [];
  for (let start2 = 0; start2 <= text2.length; ) {
    const end = text2.indexOf("\n", start2);
    const stop = end < 0 ? text2.length : end;
    lines2.push({ text: text2.slice(start2, stop).replace(/\r$/, ""), start: start2 });
    start2 = stop + 1;
  }
  return lines2;
}
function directives(lines2) {
  let syntax;
  let escaper = "\\";
  const first = lines2[0]?.text.startsWith("#!") === true ? 1 : 0;
  for (const [index, { text: text2, start: start2 }] of lines2.entries()) {
    if (index < first) continue;
    const { before: before2 = "", key = "", value = "" } = DIRECTIVE.exec(text2)?.groups ?? {};
    if (key === "") break;
    const from = start2 + before2.length;
    if (key.toLowerCase() === "syntax")
      syntax ??= { text: value, start: from, end: from + value.length, line: index + 1 };
    if (key.toLowerCase() === "escape" && first === 0 && (value === "`" || value === "\\")) escaper = value;
  }
  return { syntax, escaper };
}
function logicalLine(lines2, first, escaper) {
  const continued = escaper === "`" ? CONTINUED_BACKTICK : CONTINUED;
  let text2 = "";
  let line = first;
  const places = [];
  for (let at3 = first; at3 < lines2.length; at3 += 1) {
    const { text: raw, start: start2 } = lines2[at3] ?? { text: "", start: 0 };
    if (isEmpty(raw)) {
      if (text2 === "") return { text: text2, places, line, next: at3 + 1 };
      continue;
    }
    if (text2 === "") line = at3;
    const found = continued.exec(raw);
    const kept = found === null ? raw : raw.slice(0, found.index + (found.groups?.["before"] ?? "").length);
    text2 += kept;
    for (let index = 0; index < kept.length; index += 1) places.push(start2 + index);
    if (found === null) return { text: text2, places, line, next: at3 + 1 };
  }
  return { text: text2, places, line, next: lines2.length };
}
function isEmpty(line) {
  return /^\uFEFF?\s*(?:#|$)/.test(line);
}
function instructionOf({ text: text2, places, line }, escaper) {
  const all2 = wordsOf(text2, places, escaper);
  const [name, ...rest] = all2;
  if (name === void 0) return void 0;
  const plain2 = rest.findIndex((word) => !word.text.startsWith("--"));
  const flags = plain2 < 0 ? rest.length : plain2;
  return {
    name: name.text.replace(/^\uFEFF/, "").toUpperCase(),
    line: line + 1,
    flags: rest.slice(0, flags),
    words: rest.slice(flags),
    text: text2.trim().replace(/\s+/g, " ")
  };
}
function wordsOf(text2, places, escaper) {
  const words = [];
  let from = -1;
  let quote = "";
  const close = (end) => {
    if (from < 0) return;
    const start2 = places[from] ?? 0;
    words.push({ text: text2.slice(from, end), start: start2, end: (places[end - 1] ?? 0) + 1 });
    from = -1;
  };
  for (let at3 = 0; at3 < text2.length; at3 += 1) {
    const char = text2.charAt(at3);
    if (quote === "" && /\s/.test(char)) {
      close(at3);
      continue;
    }
    if (from < 0) from = at3;
    if (char === escaper && quote !== "'") at3 += 1;
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = "";
  }
  close(text2.length);
  return words;
}
function behindHeredocs(lines2, from, { name, words }) {
  const onBuild = name === "ONBUILD" && WITH_HEREDOCS.has((words[0]?.text ?? "").toUpperCase());
  if (!onBuild && !WITH_HEREDOCS.has(name)) return from;
  let at3 = from;
  for (const { text: text2 } of words) {
    const found = HEREDOC.exec(text2)?.groups;
    if (found === void 0) continue;
    const end = (found["name"] ?? "").replace(/^(["'])(.*)\1$/, "$2");
    const isEnd = ({ text: line }) => (found["chomp"] === "-" ? line.replace(/^\t+/, "") : line) === end;
    while (at3 < lines2.length && !isEnd(lines2[at3] ?? { text: "", start: 0 })) at3 += 1;
    at3 += 1;
  }
  return at3;
}

// src/image/dockerfile-words.ts
function replaced2(word, variables, escaper) {
  const reader = new Reader(word, variables, escaper);
  const text2 = reader.until("");
  return reader.unclear ? void 0 : text2;
}
var Reader = class {
  /** Something was not understood: the text is worth nothing. */
  unclear = false;
  #word;
  #variables;
  #escaper;
  #at = 0;
  constructor(word, variables, escaper) {
    this.#word = word;
    this.#variables = variables;
    this.#escaper = escaper;
  }
  /** @param end  the character to stop at, which is taken; the end of the word without one */
  until(end) {
    let text2 = "";
    while (this.#at < this.#word.length) {
      const char = this.#next();
      if (char === end) return text2;
      if (char === this.#escaper && end !== "'") text2 += this.#escaped(end);
      else if (char === "$" && end !== "'") text2 += this.#variable();
      else if ((char === '"' || char === "'") && end !== '"' && end !== "'") text2 += this.until(char);
      else text2 += char;
    }
    if (end !== "") this.unclear = true;
    return text2;
  }
  #next() {
    const char = this.#word.charAt(this.#at);
    this.#at += 1;
    return char;
  }
  #escaped(end) {
    const char = this.#next();
    return end === '"' && !['"', "$", this.#escaper].includes(char) ? `${this.#escaper}${char}` : char;
  }
  #variable() {
    const rest = this.#word.slice(this.#at);
    const plain2 = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0];
    if (plain2 !== void 0) {
      this.#at += plain2.length;
      return this.#value(plain2) ?? "";
    }
    const braced = /^\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<how>\}|:?[-+?])/.exec(rest);
    const { name = "", how = "" } = braced?.groups ?? {};
    if (braced === null) {
      this.unclear = true;
      return "";
    }
    this.#at += braced[0].length;
    const value = this.#value(name);
    if (how === "}") return value ?? "";
    const other = this.until("}");
    const there = value !== void 0 && (!how.startsWith(":") || value !== "");
    if (how.endsWith("-")) return there ? value : other;
    if (how.endsWith("+")) return there ? other : "";
    if (!there) this.unclear = true;
    return value ?? "";
  }
  #value(name) {
    const value = this.#variables(name);
    if (value !== null) return value;
    this.unclear = true;
    return void 0;
  }
};

// src/image/dockerfile.ts
function readDockerfile(text2, args, platform) {
  return new Reading2(text2, args, platform).read();
}
function imagesFor({ stages, images }, target) {
  const last = target === void 0 ? stages.length - 1 : stageNamed(stages, target);
  if (last < 0) {
    const names3 = stages.flatMap(({ name }) => name ?? []);
    const there = names3.length === 0 ? "it names none" : `there are ${names3.join(", ")}`;
    return err(target === void 0 ? "it has no FROM" : `it has no stage "${target}"; ${there}`);
  }
  const needed = /* @__PURE__ */ new Set();
  const open2 = [last];
  for (let stage = open2.pop(); stage !== void 0; stage = open2.pop()) {
    if (needed.has(stage)) continue;
    needed.add(stage);
    open2.push(...stages[stage]?.needs ?? []);
  }
  return ok(images.filter(({ stage }) => stage === void 0 || needed.has(stage)));
}
function pinDockerfile({ text: text2, images }, pins) {
  let pinned = text2;
  for (const { name, start: start2, end } of images.toSorted((a, b) => b.start - a.start)) {
    const pin = pins.get(name);
    if (pin === void 0) continue;
    const breaks = text2.slice(start2, end).match(/\n/g)?.length ?? 0;
    pinned = `${pinned.slice(0, start2)}${pin}${behind(pinned, end, breaks)}`;
  }
  return pinned;
}
function lineOf({ instructions }, text2) {
  const wanted = text2.trim().replace(/\s+/g, " ");
  const found = instructions.filter((one) => one.text === wanted);
  return found.length === 1 ? found[0]?.line : void 0;
}
function behind(text2, end, breaks) {
  if (breaks === 0) return text2.slice(end);
  const stop = text2.indexOf("\n", end);
  const at3 = stop < 0 ? text2.length : stop;
  return `${text2.slice(end, at3)}${"\n".repeat(breaks)}${text2.slice(at3)}`;
}
function stageNamed(stages, name) {
  const named2 = stages.findLastIndex((stage) => stage.name === name.toLowerCase());
  if (named2 >= 0) return named2;
  return /^\d{1,4}$/.test(name) && Number(name) < stages.length ? Number(name) : -1;
}
var Reading2 = class {
  #text;
  #lines;
  #given;
  #variables;
  #stages = [];
  #images = [];
  #unread = [];
  #args = /* @__PURE__ */ new Set();
  /** Stages of the whole file by name: a copy may be from one that comes later. */
  #names = /* @__PURE__ */ new Map();
  constructor(text2, args, platform) {
    this.#text = text2;
    this.#lines = readLines(text2);
    this.#given = args;
    this.#variables = platformVariables(platform);
  }
  read() {
    const { instructions, syntax } = this.#lines;
    if (syntax !== void 0) this.#use("syntax", syntax.text, syntax, syntax.line);
    let stages = 0;
    for (const { name, words } of instructions) {
      if (name !== "FROM") continue;
      const alias = aliasOf(words);
      if (alias !== void 0) this.#names.set(alias, stages);
      stages += 1;
    }
    for (const instruction of instructions) this.#read(instruction);
    return {
      text: this.#text,
      instructions,
      stages: this.#stages,
      images: this.#images,
      unread: this.#unread,
      args: this.#args
    };
  }
  #read(instruction) {
    switch (instruction.name) {
      case "ARG":
        this.#readArg(instruction);
        break;
      case "FROM":
        this.#readFrom(instruction);
        break;
      case "COPY":
        this.#readCopy(instruction);
        break;
      case "RUN":
        this.#readRun(instruction);
        break;
    }
  }
  #readArg({ words }) {
    for (const { text: text2 } of words) {
      const equals = text2.indexOf("=");
      const name = equals < 0 ? text2 : text2.slice(0, equals);
      this.#args.add(name);
      if (this.#stages.length > 0) continue;
      const given2 = Object.hasOwn(this.#given, name) ? this.#given[name] : void 0;
      const value = given2 ?? (equals < 0 ? void 0 : this.#replaced(text2.slice(equals + 1)) ?? null);
      if (value !== void 0) this.#variables.set(name, value);
    }
  }
  #readFrom({ words, flags, line, text: text2 }) {
    const [image] = words;
    const stage = { name: aliasOf(words), line, needs: [] };
    this.#stages.push(stage);
    if (image === void 0) return;
    const name = this.#replaced(image.text);
    if (name === "") {
      const why = `${image.text} is empty; give it a default, or a value among the build arguments`;
      this.#unread.push({ line, text: text2, why });
      return;
    }
    const base = this.#stages.slice(0, -1).findLastIndex((one) => one.name === name?.toLowerCase());
    if (name !== void 0 && base >= 0) stage.needs.push(base);
    else if (name !== "scratch")
      this.#use(
        "from",
        name,
        image,
        line,
        flags.some(({ text: flag }) => flag.startsWith("--platform="))
      );
  }
  #readCopy(instruction) {
    for (const flag of instruction.flags) {
      if (!flag.text.startsWith("--from=")) continue;
      this.#source("copy", part(flag, "--from=".length, flag.text.length), instruction);
    }
  }
  #readRun(instruction) {
    const { flags, line, text: text2 } = instruction;
    for (const flag of flags) {
      if (!flag.text.startsWith("--mount=")) continue;
      if (/["']/.test(flag.text) && flag.text.includes("from=")) {
        this.#unread.push({ line, text: text2, why: "a mount in quotes" });
        continue;
      }
      let at3 = "--mount=".length;
      for (const field of flag.text.slice(at3).split(",")) {
        if (field.startsWith("from="))
          this.#source("mount", part(flag, at3 + "from=".length, at3 + field.length), instruction);
        at3 += field.length + 1;
      }
    }
  }
  /** Where something is copied or mounted from: a stage by name or number, or an image. */
  #source(by, word, { line, text: text2 }) {
    if (word === void 0) {
      this.#unread.push({ line, text: text2, why: "a name over several lines" });
      return;
    }
    const current = this.#stages.length - 1;
    const name = this.#replacedFrom(word.text);
    const known = name === void 0 ? void 0 : this.#names.get(name.toLowerCase());
    const number = name !== void 0 && /^\d+$/.test(name) ? Number(name) : void 0;
    const stage = known ?? number;
    if (stage !== void 0) this.#stages[current]?.needs.push(stage);
    else if (name !== "scratch") this.#use(by, name, word, line);
  }
  /** BuildKit replaces no variables there, others do: what holds one is left alone. */
  #replacedFrom(text2) {
    return text2.includes("$") ? void 0 : this.#replaced(text2);
  }
  #use(by, name, word, line, platform = false) {
    const { text: text2, start: start2, end } = word;
    const parsed2 = name === void 0 ? void 0 : parseImageName(name);
    if (name === void 0 || parsed2 === void 0) {
      this.#unread.push({ line, text: text2, why: "a name that is not understood" });
      return;
    }
    const stage = by === "syntax" ? void 0 : this.#stages.length - 1;
    this.#images.push({ name, by, platform, line, stage, start: start2, end });
  }
  #replaced(text2) {
    const variables = (name) => this.#variables.get(name);
    return replaced2(text2, variables, this.#lines.escaper);
  }
};
function platformVariables({ os, architecture, variant }) {
  const build3 = ["BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "BUILDOSVERSION"];
  return new Map([
    ["TARGETPLATFORM", `${os}/${architecture}${variant === void 0 ? "" : `/${variant}`}`],
    ["TARGETOS", os],
    ["TARGETARCH", architecture],
    ["TARGETVARIANT", variant ?? ""],
    ...build3.map((name) => [name, null])
  ]);
}
function aliasOf(words) {
  const [, as, alias] = words;
  return as?.text.toUpperCase() === "AS" && alias !== void 0 ? alias.text.toLowerCase() : void 0;
}
function part({ text: text2, start: start2, end }, from, to) {
  if (end - start2 !== text2.length) return void 0;
  return { text: text2.slice(from, to), start: start2 + from, end: start2 + to };
}

// src/image/engines.ts
var NAMES = ["docker", "buildah", "podman"];
var GET = 'install buildah (Debian: apt-get install buildah), or describe the image by "layers:", which needs no tool';
function chooseEngine(facts) {
  const { wanted, tools, dockerAnswers: dockerAnswers2 } = facts;
  const asked = NAMES.find((name) => name === wanted);
  if (asked !== void 0) return askedFor(asked, facts);
  if (tools.has("docker") && dockerAnswers2 === true) return ok({ name: "docker", why: "its daemon answers" });
  const docker = tools.has("docker") ? "Docker's daemon does not answer" : "there is no Docker";
  if (tools.has("buildah")) return ok({ name: "buildah", why: `it is there, and ${docker}` });
  if (tools.has("podman"))
    return ok({ name: "podman", why: `it is there; ${docker}, and there is no buildah` });
  if (tools.has("docker")) return silent();
  return err({
    code: "tool-missing",
    tool: "docker, buildah or podman",
    wantedBy: "the Dockerfile",
    get: GET
  });
}
function askedFor(name, { tools, dockerAnswers: dockerAnswers2 }) {
  if (!tools.has(name))
    return err({ code: "tool-missing", tool: name, wantedBy: `"with: ${name}"`, get: GET });
  return name === "docker" && dockerAnswers2 === false ? silent() : ok({ name, why: "it was asked for" });
}
function silent() {
  const message = 'its daemon does not answer; start it (DOCKER_HOST says where else it is), or do without: buildah builds Dockerfiles too, and "layers:" needs no tool';
  return err({ code: "engine-unavailable", engine: "docker", message });
}

// src/image/lock.ts
var LOCK_FILE = "sealsmith.lock";
var SCHEMA2 = "sealsmith-lock/1";
var EMPTY_LOCK = { images: /* @__PURE__ */ new Map(), debian: /* @__PURE__ */ new Map() };
function debianName({ suite: suite2, packages }) {
  const sorted3 = [...new Set(packages)].sort();
  return `debian:${suite2}${sorted3.length === 0 ? "" : ` with ${sorted3.join(", ")}`}`;
}
function pinOf(lock, name, platform) {
  const pin = lock.images.get(name);
  if (pin === void 0) return void 0;
  return { digest: pin.digest, platform: pin.platforms.get(platformText(platform)) };
}
function debianPinOf(lock, spec2, platform) {
  return lock.debian.get(debianName(spec2))?.get(platformText(platform));
}
function lockedFacts(lock, base, platform) {
  if (base.kind === "registry") return pinOf(lock, base.name, platform)?.platform;
  return base.kind === "debian" ? debianPinOf(lock, base, platform) : void 0;
}
function withPin(lock, name, digest, platform, pin) {
  const known = lock.images.get(name);
  const others = known?.digest === digest ? known.platforms : /* @__PURE__ */ new Map();
  const platforms = new Map([...others, [platformText(platform), pin]]);
  return { ...lock, images: new Map([...lock.images, [name, { digest, platforms }]]) };
}
function withDebianPin(lock, name, platform, pin) {
  const platforms = new Map([...lock.debian.get(name) ?? [], [platformText(platform), pin]]);
  return { ...lock, debian: new Map([...lock.debian, [name, platforms]]) };
}
function onlyPins(lock, names3) {
  const keep = (map) => new Map([...map].filter(([name]) => names3.has(name)));
  return { images: keep(lock.images), debian: keep(lock.debian) };
}
function lockText(lock) {
  const images = sorted(lock.images, ({ digest, platforms }) => ({
    digest,
    platforms: sorted(platforms, ({ digest: digest2, ...facts }) => ({ digest: digest2, ...factsJson(facts) }))
  }));
  const debian = sorted(
    lock.debian,
    (platforms) => sorted(platforms, ({ packages, diffId, ...facts }) => ({
      diffId,
      ...factsJson(facts),
      packages: sorted(packages, (version) => version)
    }))
  );
  return `${JSON.stringify({ schema: SCHEMA2, debian, images }, null, 2)}
`;
}
function sorted(map, form) {
  return Object.fromEntries(
    [...map].sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => [name, form(value)])
  );
}
var FACTS = ["libc", "node", "python", "system"];
function factsJson(facts) {
  return Object.fromEntries(
    FACTS.flatMap((name) => facts[name] === void 0 ? [] : [[name, facts[name]]])
  );
}
var LIMIT7 = 4 * 1024 * 1024;
var MOST_NAMES = 200;
var MOST_PLATFORMS = 50;
var MOST_PACKAGES = 2e4;
function readLock(text2, path = LOCK_FILE) {
  const bytes2 = Buffer.from(text2);
  const lock = bytes2.length > LIMIT7 ? err(`it has more than ${LIMIT7} bytes`) : readJson2(bytes2);
  return lock.ok ? lock : err({ code: "lock-invalid", path, message: lock.failure });
}
function readJson2(bytes2) {
  const json = strictJson(bytes2);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return err("it is no object");
  if (value["schema"] !== SCHEMA2) return err(`its schema is not ${SCHEMA2}`);
  const unknown = unknownOf(value, ["schema", "images", "debian"]);
  if (unknown !== void 0) return err(`nothing is called "${unknown}" in it`);
  const images = readMap(value["images"] ?? {}, "images", MOST_NAMES, readImage);
  if (!images.ok) return images;
  const debian = readMap(
    value["debian"] ?? {},
    "debian",
    MOST_NAMES,
    (one, where) => readMap(one, where, MOST_PLATFORMS, readDebian, PLATFORM)
  );
  if (!debian.ok) return debian;
  return ok({ images: images.value, debian: debian.value });
}
function readImage(value, where) {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const unknown = unknownOf(value, ["digest", "platforms"]);
  if (unknown !== void 0) return err(`nothing is called "${unknown}" in ${where}`);
  const digest = readDigest(value["digest"], `${where}.digest`);
  if (!digest.ok) return digest;
  const platforms = readMap(
    value["platforms"] ?? {},
    `${where}.platforms`,
    MOST_PLATFORMS,
    readPlatformPin,
    PLATFORM
  );
  return platforms.ok ? ok({ digest: digest.value, platforms: platforms.value }) : platforms;
}
function readPlatformPin(value, where) {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const facts = readFacts(value, where, ["digest"]);
  if (!facts.ok) return facts;
  const digest = readDigest(value["digest"], `${where}.digest`);
  return digest.ok ? ok({ digest: digest.value, ...facts.value }) : digest;
}
function readDebian(value, where) {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const facts = readFacts(value, where, ["diffId", "packages"]);
  if (!facts.ok) return facts;
  const diffId = readDigest(value["diffId"], `${where}.diffId`);
  if (!diffId.ok) return diffId;
  const packages = readMap(
    value["packages"],
    `${where}.packages`,
    MOST_PACKAGES,
    (version, place3) => typeof version === "string" && VERSION2.test(version) ? ok(version) : err(`${place3} is no version`),
    PACKAGE
  );
  return packages.ok ? ok({ diffId: diffId.value, packages: packages.value, ...facts.value }) : packages;
}
var PLATFORM = /^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9.]+)?$/;
var PACKAGE = /^[a-z0-9][a-z0-9+.-]*$/;
var VERSION2 = /^[0-9][A-Za-z0-9.+:~-]*$/;
var FACT = /^[\w.+~ -]{1,80}$/;
function readFacts(value, where, beside) {
  const unknown = unknownOf(value, [...beside, ...FACTS]);
  if (unknown !== void 0) return err(`nothing is called "${unknown}" in ${where}`);
  const facts = [];
  for (const name of FACTS) {
    const text2 = value[name];
    if (text2 === void 0) continue;
    if (typeof text2 !== "string" || !FACT.test(text2)) return err(`${where}.${name} is no short text`);
    facts.push([name, text2]);
  }
  return ok(Object.fromEntries(facts));
}
function readDigest(value, where) {
  return typeof value === "string" && isImageDigest(value) ? ok(value) : err(`${where} is no digest`);
}
var NAME = /^[\x21-\x7e](?:[\x20-\x7e]{0,500}[\x21-\x7e])?$/;
function readMap(value, where, most, read4, names3 = NAME) {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const entries = Object.entries(value);
  if (entries.length > most) return err(`${where} has more than ${most} names`);
  const map = /* @__PURE__ */ new Map();
  for (const [name, one] of entries) {
    if (!names3.test(name)) return err(`a name in ${where} is none`);
    const found = read4(one, `${where}["${name}"]`);
    if (!found.ok) return found;
    map.set(name, found.value);
  }
  return ok(map);
}
function unknownOf(value, known) {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  return unknown?.replace(/[^\x20-\x7e]/g, "?").slice(0, 40);
}

// src/toolchains/binary.ts
var WORK_FOLDER = ".sealsmith/work/build-binary";
var DIST_FOLDER = ".sealsmith/work/build-binary/dist";
var BINARY_FOLDER = ".sealsmith/binary";
var BINARY_PLACES = {
  outputs: [BINARY_FOLDER],
  scratch: [WORK_FOLDER]
};
function binaryName(text2) {
  const last = text2.split("/").at(-1) ?? "";
  const name = last.normalize("NFKC").toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
  return name.replace(/^[.-]+|[.-]+$/g, "") || "program";
}
function archiveStem(plan2) {
  return `${plan2.name}-${plan2.machine.os}-${plan2.machine.arch}`;
}
function binaryCommands(plan2) {
  return [...plan2.check === void 0 ? [] : [probeCommand(plan2.program, plan2.check)], packCommand(plan2)];
}
function probeCommand(program3, check) {
  const asked = ["--port", String(check.port), "--path", check.path, "--within", String(check.within)];
  return { tool: "sealsmith", args: ["internal", "probe", ...asked, "--", posix.join(DIST_FOLDER, program3)] };
}
function packCommand(plan2) {
  const args = [
    "internal",
    "pack",
    "--from",
    DIST_FOLDER,
    "--out",
    BINARY_FOLDER,
    "--name",
    archiveStem(plan2)
  ];
  return { tool: "sealsmith", args };
}
function finishBinary(plan2) {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine2(io.tail), remarks: [] });
    const archive = posix.join(BINARY_FOLDER, `${archiveStem(plan2)}.tar.gz`);
    const listing = posix.join(BINARY_FOLDER, "files.json");
    const text2 = io.files.readText(posix.join(io.workspace, listing));
    if (!text2.ok) return text2;
    const files = readListing(text2.value ?? "");
    if (files === void 0) {
      const message = "is not the list of files that packing writes";
      return err({ code: "output-invalid", job: "build-binary", path: listing, message });
    }
    const packed = await io.files.digest(posix.join(io.workspace, archive));
    if (!packed.ok) return packed;
    const { sha256, bytes: bytes2 } = packed.value;
    const evidence = [{ path: archive, sha256 }];
    const answers = plan2.check === void 0 ? "" : ` · answers ${plan2.check.path}`;
    return ok({
      facts: { binary: { name: plan2.name, archive, sha256, bytes: bytes2, files, evidence } },
      summary: `${plan2.name} ${size2(bytes2)}${answers}`,
      remarks: []
    });
  };
}
function readListing(text2) {
  let list3;
  try {
    list3 = JSON.parse(text2);
  } catch {
    return void 0;
  }
  return Array.isArray(list3) && list3.every(isPackedFile) ? list3.map(({ path, mode, bytes: bytes2, sha256 }) => ({ path, mode, bytes: bytes2, sha256 })) : void 0;
}
function isPackedFile(value) {
  if (typeof value !== "object" || value === null) return false;
  const { path, mode, bytes: bytes2, sha256 } = value;
  const named2 = typeof path === "string" && path !== "";
  return named2 && isCount(mode) && isCount(bytes2) && typeof sha256 === "string" && isSha256(sha256);
}
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
function size2(bytes2) {
  if (bytes2 < 1e6) return `${Math.max(1, Math.round(bytes2 / 1e3))} kB`;
  const mega = bytes2 / 1e6;
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)} MB`;
}
function lastLine2(text2) {
  const line = text2.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

// src/steps/image-recipe.ts
function recipeOf(facts, options) {
  const platform = platformOf(facts, options);
  const common = {
    platform,
    labels: { ...standardLabels(facts), ...options.labels },
    out: IMAGE_FOLDER,
    plainHttp: options["plain-http"] ?? []
  };
  if (options.from !== void 0) {
    const recipe = { kind: "import", from: options.from };
    const name = "name" in options.from ? options.from.name : void 0;
    return ok({
      builder: "import",
      why: "another job made it",
      // Its labels are its own: taken over means unchanged.
      request: { ...common, labels: {}, recipe },
      registries: hostsOf(name === void 0 ? [] : [name]),
      base: "path" in options.from ? options.from.path : options.from.name
    });
  }
  if (options.layers !== void 0 && options.base !== void 0) return layersOf(facts, options, common);
  return dockerfileOf(facts, options, common);
}
function layersOf(facts, options, common) {
  const { base = { kind: "scratch" }, layers = [] } = options;
  const dependencies = layers.some(({ kind }) => kind === "dependencies") ? facts.project.runtime : void 0;
  if (layers.some(({ kind }) => kind === "dependencies") && dependencies === void 0) {
    const message = `steps.containerize.layers: there is no lock file and no list of requirements that says what "dependencies" are`;
    return err({ code: "usage", message });
  }
  const lock = facts.image.lock === void 0 ? ok(EMPTY_LOCK) : readLock(facts.image.lock);
  if (!lock.ok) return lock;
  const known = lockedFacts(lock.value, base, common.platform);
  if (dependencies !== void 0 && known !== void 0) {
    const wrong = mismatch(dependencies, known, baseText(base));
    if (wrong !== void 0) return err(wrong);
  }
  const recipe = {
    kind: "layers",
    base,
    layers,
    config: options.config ?? {},
    compression: options.compression ?? "gzip",
    dependencies,
    binary: layers.some(({ kind }) => kind === "binary") ? BINARY_FOLDER : void 0
  };
  return ok({
    builder: "layers",
    why: 'there are "layers"',
    request: { ...common, recipe },
    registries: hostsOf(base.kind === "registry" ? [base.name] : []),
    base: baseText(base)
  });
}
function dockerfileOf(facts, options, common) {
  const { dockerfile } = facts.image;
  if (dockerfile === void 0) {
    if (options.dockerfile !== void 0) {
      const message = `steps.containerize.dockerfile: there is no ${options.dockerfile}`;
      return err({ code: "usage", message });
    }
    return ok({ code: "needs-image", detail: 'no Dockerfile, and no "layers" in sealsmith.yml' });
  }
  const args = options.args ?? {};
  const read4 = readDockerfile(dockerfile.text, args, common.platform);
  const used = imagesFor(read4, options.target);
  if (!used.ok)
    return err({ code: "project-invalid", file: dockerfile.path, message: used.failure, next: "" });
  const engine = chooseEngine({
    wanted: options.with,
    tools: new Set(facts.tools.keys()),
    dockerAnswers: facts.image.docker
  });
  if (!engine.ok) {
    const configured = facts.origin("steps", "containerize") !== void 0;
    return configured ? engine : ok({ code: "needs-tool", detail: `${dockerfile.path} needs docker, buildah or podman` });
  }
  const recipe = {
    kind: "dockerfile",
    engine: engine.value.name,
    file: dockerfile.path,
    context: options.context ?? ".",
    target: options.target,
    args,
    secrets: options.secrets ?? [],
    ...options["build-network"] === void 0 ? {} : { network: options["build-network"] }
  };
  return ok({
    builder: engine.value.name,
    why: engine.value.why,
    request: { ...common, recipe },
    registries: hostsOf(used.value.map(({ name }) => name)),
    base: [...new Set(used.value.map(({ name }) => name))].join(", ") || "scratch"
  });
}
function platformOf({ machine }, { platform }) {
  const asked = platform === void 0 ? void 0 : parsePlatform(platform);
  return asked ?? { os: "linux", architecture: machine.arch };
}
function standardLabels({ context, project }) {
  return {
    ...project.name === void 0 ? {} : { "org.opencontainers.image.title": project.name },
    ...context.commit === void 0 || context.dirty ? {} : { "org.opencontainers.image.revision": context.commit }
  };
}
function hostsOf(names3) {
  const hosts = names3.flatMap((name) => parseImageName(name)?.registry ?? []);
  return [...new Set(hosts)].toSorted();
}
function baseText(base) {
  switch (base.kind) {
    case "registry":
      return base.name;
    case "layout":
    case "archive":
      return base.path;
    case "debian":
      return `debian:${base.suite}`;
    case "scratch":
      return "scratch";
  }
}
function platformSaid({ request }) {
  return platformText(request.platform);
}

// src/steps/image-tools.ts
var DOCKER = toolRequest("docker", 'install Docker, or use "layers:" or buildah, which need no daemon');
var BUILDAH = toolRequest("buildah", "install buildah (Debian: apt-get install buildah)");
var PODMAN = toolRequest("podman", "install podman (Debian: apt-get install podman)");
var MMDEBSTRAP = toolRequest("mmdebstrap", "install mmdebstrap (Debian: apt-get install mmdebstrap)");
var DOCKER_COMPOSE = toolRequest("docker-compose", "install Docker Compose");
var PODMAN_COMPOSE = toolRequest("podman-compose", "install podman-compose");
var SYFT = toolRequest("syft", 'install syft, or leave "sbom" out: our own list needs no tool');
var TRIVY = toolRequest("trivy", 'install trivy, or leave "sbom" out: our own list needs no tool');
var ENGINE_REQUESTS = [DOCKER, BUILDAH, PODMAN];
function imageRequests(options) {
  if (options === void 0) return [];
  const { base, check, sbom } = options;
  const compose = typeof check === "object" && "compose" in check;
  const runner = typeof check === "object" && "runner" in check ? check.runner : void 0;
  return [
    ...base?.kind === "debian" ? [MMDEBSTRAP] : [],
    ...compose ? [DOCKER, PODMAN, DOCKER_COMPOSE, PODMAN_COMPOSE] : [],
    ...runner === "docker" || runner === "auto" ? [DOCKER] : [],
    ...runner === "podman" || runner === "auto" ? [PODMAN] : [],
    ...typeof sbom === "object" && sbom.with === "syft" ? [SYFT] : [],
    ...typeof sbom === "object" && sbom.with === "trivy" ? [TRIVY] : []
  ];
}

// src/steps/containerize.ts
var containerize = {
  name: "containerize",
  summary: "build an image, start it and ask it, list what is in it",
  after: ["lint", "test", "build-binary"],
  runs: "always",
  plan(facts, options) {
    const chosen2 = recipeOf(facts, options);
    if (!chosen2.ok) return chosen2;
    if ("code" in chosen2.value) return ok({ kind: "skip", why: chosen2.value });
    return planned(facts, options, chosen2.value);
  }
};
var IMAGES = {
  name: "images",
  env: ["SEALSMITH_IMAGES"],
  // A forge would keep whole bases for every commit; a registry and a mirror have them too.
  keeps: [],
  leaves: [],
  checked: true
};
function planned(facts, options, chosen2) {
  const say2 = explainer(facts, "containerize");
  const check = checkOf(facts, options, chosen2);
  const sbom = sbomOf(facts, options);
  const commands2 = [
    own("image-build", chosen2.request, IMAGE_RESULTS.built),
    ...check === void 0 ? [] : [own("image-check", check, IMAGE_RESULTS.checked)],
    ...sbom === void 0 ? [] : [own("image-sbom", sbom, IMAGE_RESULTS.sbom)]
  ];
  const decision = oneJob(
    {
      step: "containerize",
      commands: commands2,
      tools: toolsOf(facts, options, chosen2.builder),
      outputs: sbom === void 0 ? [IMAGE_FOLDER] : [IMAGE_FOLDER, SBOM_FOLDER],
      scratch: [IMAGE_WORK],
      stores: [IMAGES],
      forwards: [...NETWORK_FORWARDS, ...facts.project.forwards, ...ENGINE_FORWARDS],
      needs: ["deps", "binary"],
      gives: sbom === void 0 ? ["image"] : ["image", "sbom"],
      grants: grantsOf(facts, options, chosen2),
      cache: "never"
    },
    {
      explained: [
        say2("image", `${chosen2.builder} on ${chosen2.base}`, void 0),
        say2("builder", `${chosen2.builder}: ${chosen2.why}`, "with"),
        say2("base", chosen2.base, "base"),
        say2("platform", platformSaid(chosen2), "platform"),
        say2("name", facts.image.name ?? "none: it cannot be pushed", "image"),
        say2("check", checkSaid(check), "check"),
        say2("sbom", sbom === void 0 ? "none" : sbom.with, "sbom")
      ],
      finish: finishImage({ builder: chosen2.builder, name: facts.image.name, sbom: sbom !== void 0 })
    }
  );
  if (!decision.ok || decision.value.kind === "skip") return decision;
  const { run: run3, ...rest } = options;
  const jobs = decision.value.jobs.map((job) => overlay("containerize", job, facts, rest));
  return ok({ kind: "run", jobs: run3 === void 0 ? jobs : jobs.map((job) => before(job, facts, run3)) });
}
function own(name, request, result) {
  return { tool: "sealsmith", args: ["internal", name, JSON.stringify(request), result] };
}
function before(job, facts, run3) {
  const shell = overlay("containerize", job, facts, { run: run3 });
  const [line] = shell.spec.commands;
  const commands2 = line === void 0 ? job.spec.commands : [line, ...job.spec.commands];
  return { ...shell, spec: { ...shell.spec, commands: commands2 } };
}
function checkOf(facts, { check }, { builder, request }) {
  if (check === false) return void 0;
  const common = {
    layout: IMAGE_FOLDER,
    platform: request.platform,
    name: facts.image.name ?? facts.project.name ?? "image",
    env: (check?.env ?? []).map((entry2) => entry2.split("=", 1)[0] ?? ""),
    within: check?.within ?? WITHIN
  };
  if (check === void 0) return { ...common, how: { kind: "alone", runner: "auto", builder } };
  if ("compose" in check) {
    return { ...common, how: { kind: "compose", file: check.compose, service: check.service } };
  }
  if ("run" in check) {
    const [program3 = "", ...args] = check.run;
    return { ...common, how: { kind: "alone", runner: check.runner, builder, run: [program3, ...args] } };
  }
  const { port, path, runner } = check;
  return { ...common, how: { kind: "alone", runner, builder, ask: { port, path } } };
}
var WITHIN = 3e4;
function checkSaid(check) {
  if (check === void 0) return "none";
  const { how } = check;
  if (how.kind === "compose") return `${how.file}, service ${how.service}`;
  if (how.run !== void 0) return `that ${how.run.join(" ")} ends with 0`;
  return how.ask === void 0 ? "its own health check, or that it does not end" : `port ${how.ask.port}, ${how.ask.path}`;
}
function sbomOf(facts, { sbom }) {
  if (sbom === false) return void 0;
  const name = facts.image.name ?? facts.project.name;
  return {
    layout: IMAGE_FOLDER,
    out: SBOM_FILE,
    with: sbom?.with ?? "own",
    built: IMAGE_RESULTS.built,
    ...name === void 0 ? {} : { name }
  };
}
function toolsOf(facts, options, builder) {
  const wanted = [builder, ...imageRequests(options).map(({ name }) => name)];
  const runtime = facts.project.requests.map(({ name }) => name);
  const layers = options.layers?.some(({ kind }) => kind === "dependencies") === true;
  const names3 = ["sealsmith", ...wanted, ...layers ? runtime : []];
  return eachOnce(names3.flatMap((name) => facts.tools.get(name) ?? []));
}
var ENGINE_FORWARDS = [
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_BUILDKIT"],
  ...["CONTAINER_HOST", "XDG_RUNTIME_DIR", "BUILDAH_ISOLATION", "STORAGE_DRIVER"],
  "CONTAINERS_REGISTRIES_CONF"
];
function grantsOf({ machine }, options, { builder, registries }) {
  const { check, base } = options;
  const runner = typeof check === "object" && "runner" in check ? check.runner : "auto";
  const compose = typeof check === "object" && "compose" in check;
  const engine = compose || ["docker", "buildah", "podman"].includes(builder) || ["docker", "podman"].includes(runner) || // Whoever is not root needs a user namespace of many users, which cannot be made in ours.
  base?.kind === "debian" && !machine.root;
  return [
    "network",
    ...engine ? ["engine"] : [],
    ...registries.map((host) => `registry:${host}`)
  ];
}

// src/steps/install.ts
var install = {
  name: "install",
  summary: "put the dependencies in place, exactly as the lock file says",
  after: [],
  runs: "always",
  plan: (facts, options) => planVerb("install", facts, options)
};

// src/steps/lint.ts
var lint = {
  name: "lint",
  summary: "read the code with the linter that the project has",
  after: ["install"],
  runs: "always",
  plan: (facts, options) => planVerb("lint", facts, options)
};

// src/steps/push.ts
var WORK = `${OURS}/work/push`;
var RESULT = `${WORK}/pushed.json`;
var ACCOUNT = `${WORK}/account.json`;
var push = {
  name: "push",
  summary: "push the image by digest, under the tag of its commit",
  after: ["containerize"],
  runs: "named",
  plan(facts, options) {
    const name = facts.image.name === void 0 ? void 0 : parseImageName(facts.image.name);
    if (name === void 0) return skip("needs-image", 'no "image" in steps.containerize says where to');
    const tags = options.tags ?? tagsOf(facts);
    const request = {
      layout: IMAGE_FOLDER,
      to: facts.image.name ?? "",
      tags,
      mountFrom: [],
      plainHttp: options["plain-http"] ?? [],
      account: ACCOUNT
    };
    const say2 = explainer(facts, "push");
    const self = facts.tools.get("sealsmith");
    if (self === void 0) throw new Error("our own program is always among the tools");
    return oneJob(
      {
        step: "push",
        commands: [{ tool: "sealsmith", args: ["internal", "image-push", JSON.stringify(request), RESULT] }],
        tools: [self],
        // The image is known by its fact; no file of the project has a say.
        inputs: [],
        needs: ["image"],
        gives: ["pushed"],
        scratch: [WORK],
        forwards: NETWORK_FORWARDS,
        grants: ["network", `registry:${name.registry}`],
        cache: "never",
        account: ACCOUNT
      },
      {
        explained: [
          say2("image", `to ${request.to}`, void 0),
          say2("tags", tags.join(" ") || "none: by digest alone", "tags")
        ],
        finish: finish3
      }
    );
  }
};
function tagsOf({ context: { commit, dirty } }) {
  if (commit === void 0) return [];
  return [dirty ? `${commit}-dirty` : commit];
}
async function finish3(io) {
  if (!io.succeeded) return ok({ facts: {}, summary: "", remarks: [] });
  const text2 = io.files.readText(`${io.workspace}/${RESULT}`);
  if (!text2.ok) return text2;
  const pushed = readPushed(text2.value ?? "");
  if (pushed === void 0)
    return err({ code: "output-invalid", job: "push", path: RESULT, message: "is not what pushing writes" });
  const tag = pushed.tags.length === 0 ? "" : ` · ${pushed.tags.join(" ")}`;
  const { moved, ...fact } = pushed;
  return ok({
    facts: { pushed: fact },
    summary: `${fact.name}@${shortDigest(fact.digest)}${tag}`,
    remarks: moved.map(
      ({ tag: name, from }) => `${name} stood for another image before, ${shortDigest(from)}`
    )
  });
}
function readPushed(text2) {
  let value;
  try {
    value = JSON.parse(text2);
  } catch {
    return void 0;
  }
  if (typeof value !== "object" || value === null) return void 0;
  const { name, digest, tags, moved } = value;
  if (typeof name !== "string" || typeof digest !== "string" || !isImageDigest(digest)) return void 0;
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string")) return void 0;
  return { name, digest, tags, moved: moved ?? [], evidence: [] };
}

// src/steps/sign.ts
var sign2 = {
  name: "sign",
  summary: "sign what was made, by its digest",
  after: ["build-binary", "push"],
  runs: "named",
  plan: (facts, options) => planSaying(
    {
      ...{ step: "sign", what: "sign", out: SIGNATURES_FOLDER, gives: "signatures" },
      needs: ["image", "pushed", "binary"]
    },
    facts,
    options
  )
};

// src/steps/test.ts
var test = {
  name: "test",
  summary: "run the tests and read their report",
  after: ["install"],
  runs: "always",
  plan: (facts, options) => planVerb("test", facts, options)
};

// src/steps/verify.ts
var WORK2 = `${OURS}/work/verify`;
var ACCOUNT2 = `${WORK2}/account.json`;
var RESULT2 = `${WORK2}/result.json`;
var verify2 = {
  name: "verify",
  summary: "check what was signed against what is expected",
  after: ["attest"],
  runs: "named",
  plan(facts, options) {
    const { expected, trustedRoots } = facts.evidence;
    if (expected === void 0)
      return skip("needs-expectations", 'no "verify" in sealsmith.yml says what must hold');
    const self = facts.tools.get("sealsmith");
    if (self === void 0) throw new Error("our own program is always among the tools");
    const request = {
      ...{ account: ACCOUNT2, expected, trustedRoots },
      bundles: [SIGNATURES_FOLDER, ATTESTATIONS_FOLDER],
      plainHttp: options["plain-http"] ?? []
    };
    const registry = facts.image.name === void 0 ? void 0 : parseImageName(facts.image.name)?.registry;
    const say2 = explainer(facts, "verify");
    return oneJob(
      {
        step: "verify",
        commands: [{ tool: "sealsmith", args: ["internal", "verify", JSON.stringify(request), RESULT2] }],
        tools: [self],
        inputs: [],
        scratch: [WORK2],
        stores: [TRUST_STORE],
        forwards: NETWORK_FORWARDS,
        needs: ["image", "pushed", "binary", "signatures", "attestations"],
        gives: ["verdict"],
        grants: ["network", ...registry === void 0 ? [] : [`registry:${registry}`]],
        cache: "never",
        account: ACCOUNT2,
        ...options.timeout === void 0 ? {} : { limit: options.timeout }
      },
      { explained: [say2("image", 'against "verify" of the configuration', void 0)], finish: finish4 }
    );
  }
};
async function finish4(io) {
  if (!io.succeeded) return ok({ facts: {}, summary: "", remarks: [] });
  const text2 = io.files.readText(`${io.workspace}/${RESULT2}`);
  if (!text2.ok) return text2;
  let told;
  try {
    told = JSON.parse(text2.value ?? "");
  } catch {
    return err({ code: "output-invalid", job: "verify", path: RESULT2, message: "is not what it writes" });
  }
  const { verdicts } = told;
  if (verdicts.length === 0)
    return ok({ facts: {}, summary: "nothing was made that could be verified", remarks: [] });
  const checks = verdicts.reduce((sum, one) => sum + one.checks, 0);
  return ok({
    facts: {
      verdict: {
        verdicts,
        evidence: []
      }
    },
    summary: `${verdicts.map(({ about }) => about).join(" and ")}: pass · ${count(checks, "check")}`,
    remarks: []
  });
}

// src/steps/registry.ts
var STEPS = [
  install,
  //      dependencies, as locked
  lint,
  //         the project's linter
  test,
  //         the project's tests
  buildBinary,
  //  one program, packed
  containerize,
  // an image: built, tried, listed
  push,
  //         the image into its registry, by digest
  sign2,
  //         what was made, by its digest
  attest,
  //       how it was made, what is in it
  verify2
  //       whether all that holds
];
var RESERVED = ["audit", "scan", "release", "dast", "deploy"];

// src/cli/flags.ts
function addFlags(command) {
  return command.option("-C, --cwd <folder>", "work in this folder instead of the current one").option("-c, --config <file>", "configuration file (default: sealsmith.yml, where there is one)").option("--json", "for programs: JSON on standard output, text for people on standard error").addOption(new Option("-q, --quiet", "only failures and the last line").conflicts("verbose")).option("-v, --verbose", "what the jobs print, while they print it").option("--no-color", "no colours (the variable NO_COLOR does the same)");
}
function several(value, before2 = []) {
  return [...before2, value];
}

// src/report/checkout.ts
function credentialsRemark({ host, git }) {
  const names3 = git?.credentials ?? [];
  if (names3.length === 0) return [];
  const said5 = `the checkout left credentials, or a way to them, in .git/config (${names3.join(", ")}), where every job can read them`;
  return [`${said5}; ${REMEDY[host]}`];
}
function refusalRemark(refused3) {
  if (refused3 === void 0) return [];
  const { message, next } = explain(refused3);
  const said5 = `${message}: no commit is known, every file counts as an input, no job can have outputs of its own`;
  return [next === void 0 ? said5 : `${said5}; ${next}`];
}
function refusalLines(refused3, look2) {
  return refusalRemark(refused3).flatMap(
    (remark) => wrap(visible(remark), look2.columns - 2).map(
      (line, at3) => `${at3 === 0 ? mark("note", look2) : " "} ${line}`
    )
  );
}
var REMEDY = {
  github: '"persist-credentials: false" of actions/checkout keeps them out',
  gitlab: "FF_GIT_URLS_WITHOUT_TOKENS=true keeps the token of the job out of it",
  local: "a credential helper among your own settings keeps them out of the folder"
};

// src/report/plan.ts
function planText(plan2, jobs, look2, cache = []) {
  const lines2 = [...header(plan2, look2), "", ...overview(plan2, look2), "", ...foot(plan2, jobs, look2, cache)];
  for (const job of plan2.jobs) lines2.push("", ...details(job, look2));
  return lines2;
}
function rounds(plan2) {
  const found = /* @__PURE__ */ new Map();
  for (const job of plan2.jobs) {
    found.set(job.spec.id, 1 + Math.max(0, ...job.after.map((id) => found.get(id) ?? 0)));
  }
  return found;
}
function overview(plan2, look2) {
  const round = rounds(plan2);
  const ids = [
    ...plan2.jobs.map((job) => visible(job.spec.id)),
    ...plan2.skips.map((skip3) => visible(skip3.step))
  ];
  const left = Math.min(24, Math.max(12, ...ids.map(cells))) + 2;
  const cacheWidth = Math.max(5, ...plan2.jobs.map((job) => job.spec.cache.length));
  const grants = plan2.jobs.map((job) => dash(job.spec.grants.map(visible).join(" ")));
  const grantWidth = Math.min(20, Math.max(6, ...grants.map(cells))) + 2;
  const middle = Math.max(12, look2.columns - 4 - left - grantWidth - cacheWidth - 2);
  const lines2 = plan2.jobs.map((job, at3) => {
    const main = job.spec.commands.findLast(({ tool }) => tool !== "sealsmith");
    const said5 = job.explained.find(({ what: what2 }) => what2 === "image")?.value;
    const first = job.spec.commands[0];
    const shown = main === void 0 && said5 !== void 0 ? said5 : commandText(main ?? first ?? { tool: "–", args: [] });
    const more = job.spec.commands.length > 1 ? ` +${job.spec.commands.length - 1}` : "";
    const what = cut(visible(shown), middle - cells(more)) + more;
    const number = String(round.get(job.spec.id) ?? 1).padStart(2);
    const name = padEnd(cut(visible(job.spec.id), left - 2), left);
    const grant = padEnd(cut(grants[at3] ?? "", grantWidth - 2), grantWidth);
    return `${number}  ${name}${padEnd(what, middle + 2)}${grant}${job.spec.cache}`;
  });
  for (const skip3 of plan2.skips) {
    const why = skip3.why.detail === "" ? skip3.why.code : `${skip3.why.code}: ${visible(skip3.why.detail)}`;
    const rest = wrap(why, look2.columns - 4 - left);
    const name = padEnd(cut(visible(skip3.step), left - 2), left);
    lines2.push(
      ...rest.map(
        (text2, at3) => (at3 === 0 ? ` –  ${name}` : " ".repeat(4 + left)) + paint(text2, "quiet", look2)
      )
    );
  }
  return lines2.length === 0 ? ["nothing to do"] : lines2;
}
function foot(plan2, jobs, look2, cache) {
  const apart = plan2.jobs.some((job) => job.isolation.processes === "none") ? "none" : "namespaces";
  const said5 = clauses([`isolation: ${apart}`, `jobs: ${jobs}`, tierClause(plan2)], look2.columns);
  const indent = markWidth(look2) + 1;
  const remarks2 = credentialsRemark(plan2.context).flatMap((remark) => wrap(visible(remark), look2.columns - indent)).map((line, at3) => at3 === 0 ? `${mark("note", look2)} ${line}` : " ".repeat(indent) + line);
  return [...said5, ...clauses(cache, look2.columns), ...remarks2];
}
function details(job, look2) {
  const { spec: spec2 } = job;
  const lines2 = [paint(visible(spec2.id), "strong", look2)];
  const add = (label2, values) => {
    if (values.length === 0) return;
    const [first = "", ...rest] = values.flatMap((value) => folded(value, look2.columns - INDENT));
    lines2.push(
      `  ${paint(label2.padEnd(INDENT - 2), "quiet", look2)}${first}`,
      ...rest.map((line) => " ".repeat(INDENT) + line)
    );
  };
  add(
    "runs",
    spec2.commands.map((command) => visible(commandText(command)))
  );
  add("after", list(job.after, look2));
  add("needs", list(spec2.needs, look2));
  add("gives", list(spec2.gives, look2));
  add("inputs", list(spec2.inputs, look2));
  add("outputs", list(spec2.outputs, look2));
  add("tools", spec2.tools.map(toolText));
  add(
    "env",
    Object.entries(spec2.env).map(([name, value]) => visible(`${name}=${value}`))
  );
  add("params", params(spec2.params));
  add("grants", [granted(job)]);
  add("forwards", list(spec2.forwards, look2));
  add(
    "stores",
    spec2.stores.map(
      (store) => visible(`${store.name} by ${store.env.join(", ")}${store.checked ? ", checked" : ""}`)
    )
  );
  add("cache", [`${spec2.cache} · limit ${span(spec2.limit)}`]);
  return lines2;
}
var INDENT = 12;
function list(values, look2) {
  const lines2 = [];
  for (const value of values.map(visible)) {
    const last = lines2.at(-1);
    if (last !== void 0 && cells(last) + 2 + cells(value) <= look2.columns - INDENT)
      lines2[lines2.length - 1] = `${last}  ${value}`;
    else lines2.push(value);
  }
  return lines2;
}
function folded(value, room) {
  const [first = "", ...rest] = wrap(value, room);
  return rest.length === 0 ? [first] : [first, ...wrap(value.slice(first.length).trimStart(), room - 2).map((line) => `  ${line}`)];
}
function toolText(tool) {
  const version = tool.version === "" ? "" : ` ${visible(tool.version)}`;
  const where = {
    machine: visible(tool.path),
    project: `${visible(tool.path)} of the project`,
    self: "this program"
  }[tool.from];
  return `${visible(tool.name)}${version}  ${where}`;
}
function params(value) {
  if (value === null || typeof value !== "object")
    return value === null ? [] : [visible(JSON.stringify(value))];
  const entries = Array.isArray(value) ? [] : Object.entries(value);
  if (entries.length === 0)
    return Array.isArray(value) && value.length > 0 ? [visible(JSON.stringify(value))] : [];
  return entries.map(
    ([name, one]) => visible(`${name}: ${typeof one === "string" ? one : JSON.stringify(one)}`)
  );
}
function granted(job) {
  return `${dash(job.spec.grants.map(visible).join(" "))} (${isolationText(job.isolation)})`;
}
function isolationText({ processes: processes2, network }) {
  const kept = processes2 === "namespaces" ? "own namespaces" : "no namespaces here";
  const net = {
    granted: "network granted",
    withheld: "network withheld",
    shared: "network reachable although not granted"
  }[network];
  return `${kept}, ${net}`;
}
function dash(text2) {
  return text2 === "" ? "–" : text2;
}

// src/core/fact.ts
var FACT_NAMES = [
  ...["deps", "junit", "binary", "image", "sbom", "pushed"],
  ...["signatures", "attestations", "verdict"]
];

// src/core/plan.ts
var PLAN_SCHEMA = "sealsmith-plan/1";

// src/steps/own.ts
function ownJob(name, options, facts) {
  const declared = options.inputs !== void 0 && options.outputs !== void 0 && options.tools !== void 0;
  return overlay(
    name,
    {
      explained: [],
      spec: {
        id: name,
        step: name,
        commands: [],
        inputs: ["**"],
        tools: [],
        params: {},
        env: {},
        // Not the package manager's: those may hold passwords for its index.
        forwards: NETWORK_FORWARDS,
        stores: facts.project.stores,
        outputs: options.outputs ?? [],
        scratch: [],
        needs: ["deps"],
        gives: [],
        grants: [],
        cache: declared ? "result" : "never",
        limit: DEFAULT_LIMIT
      }
    },
    facts,
    { ...options, run: options.run }
  );
}

// src/run/config-shape.ts
var CONFIG_NAMES = ["sealsmith.yml", "sealsmith.yaml"];
var EMPTY_CONFIG = { file: void 0, sha256: void 0, origin: () => void 0 };
function stepsOf2(config) {
  return config.steps ?? {};
}

// src/run/elsewhere.ts
function elsewhere(decided, run3) {
  const absent3 = decided.filter(({ node: node4 }) => !run3.has(node4.name));
  const before2 = /* @__PURE__ */ new Map();
  for (const one of decided.filter(({ node: node4 }) => run3.has(node4.name))) {
    const ahead = stepsBefore(one, decided);
    const left = absent3.filter(({ node: node4 }) => ahead.has(node4.name)).flatMap(specs);
    for (const { id, needs } of specs(one)) {
      const counting = left.filter(({ gives }) => !gives.some((fact) => needs.includes(fact)));
      before2.set(
        id,
        counting.flatMap(({ outputs }) => outputs)
      );
    }
  }
  return { owned: absent3.flatMap(specs).flatMap(({ outputs }) => outputs), before: before2 };
}
function stepsBefore(one, decided) {
  const found = /* @__PURE__ */ new Set();
  const visit = (later) => {
    const earlier = decided.slice(0, decided.indexOf(later));
    const needs = specs(later).flatMap((spec2) => spec2.needs);
    for (const step of earlier) {
      const gives = specs(step).flatMap((spec2) => spec2.gives);
      const waited = later.node.after.includes(step.node.name) || needs.some((fact) => gives.includes(fact));
      if (!waited || found.has(step.node.name)) continue;
      found.add(step.node.name);
      visit(step);
    }
  };
  visit(one);
  return found;
}
function specs({ decision }) {
  return decision.kind === "run" ? decision.jobs.map(({ spec: spec2 }) => spec2) : [];
}

// src/core/nearest.ts
function nearest(word, words) {
  let best;
  let least = word.length > 8 ? 4 : word.length > 3 ? 3 : 2;
  for (const candidate of words) {
    const distance = edits(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}
function edits(a, b) {
  let before2 = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at3) => at3);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at2(previous, j) + 1, at2(row, j - 1) + 1, at2(previous, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at2(before2, j - 2) + 1);
      row.push(cost);
    }
    before2 = previous;
    previous = row;
  }
  return at2(previous, b.length);
}
function at2(row, index) {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

// src/run/graph.ts
function graphOf(config) {
  const options = stepsOf2(config);
  const builtIn = STEPS.map((step) => {
    const own3 = options[step.name];
    const more = own3 === void 0 || own3 === false ? {} : own3;
    const env = [...more.env ?? [], ...checkEnv(more)];
    return node2(step.name, [...step.after, ...more.after ?? []], env, more.secrets, void 0);
  });
  const own2 = Object.entries(options).flatMap(([name, given2]) => {
    if (builtIn.some((step2) => step2.name === name) || given2 === void 0) return [];
    if (given2 === false) return [node2(name, [], [], [], void 0)];
    const step = given2;
    return [node2(name, step.after ?? ["install"], step.env, step.secrets, step)];
  });
  return sorted2([...builtIn, ...own2]);
}
function checkEnv(options) {
  const check = "check" in options ? options.check : void 0;
  if (typeof check !== "object" || check === null || !("env" in check) || !Array.isArray(check.env))
    return [];
  return check.env.filter((entry2) => typeof entry2 === "string");
}
function node2(name, after3, env = [], secrets = [], own2 = void 0) {
  return { name, after: [...new Set(after3)], env, secrets, own: own2 };
}
function sorted2(nodes) {
  const out = [];
  const left = new Set(nodes);
  while (left.size > 0) {
    const next = [...left].find((node4) => ![...left].some((other) => node4.after.includes(other.name)));
    if (next === void 0) return err({ code: "step-cycle", steps: cycle([...left]) });
    left.delete(next);
    out.push(next);
  }
  return ok(out);
}
function cycle(nodes) {
  const path = [];
  let at3 = nodes[0];
  while (at3 !== void 0 && !path.includes(at3.name)) {
    path.push(at3.name);
    const { after: after3 } = at3;
    at3 = nodes.find((node4) => after3.includes(node4.name));
  }
  const start2 = at3?.name ?? "";
  return [...path.slice(path.indexOf(start2)), start2];
}
function chosen(nodes, wish) {
  const names3 = nodes.map((step) => step.name);
  if (wish.only && wish.steps.length === 0)
    return err({ code: "usage", message: "--only of which step? name one or more" });
  for (const name of wish.steps) {
    if (names3.includes(name)) continue;
    const close = nearest(name, names3);
    const message = `"${name}" is not a step; the steps are ${names3.join(", ")}`;
    return err(close === void 0 ? { code: "usage", message } : { code: "usage", message, nearest: close });
  }
  const asked = wish.steps.length === 0 ? names3 : wish.steps;
  const all2 = /* @__PURE__ */ new Set();
  const add = (name) => {
    if (all2.has(name)) return;
    all2.add(name);
    for (const before2 of nodes.find((step) => step.name === name)?.after ?? []) add(before2);
  };
  asked.forEach(add);
  return ok({ run: wish.only ? new Set(asked) : all2, all: all2 });
}

// src/cache/signing-key.ts
var CACHE_KEY_VARIABLE = "SEALSMITH_CACHE_KEY";
var SECRET_PREFIX = "ed25519-secret:";
var PUBLIC_PREFIX = "ed25519:";
function parseSecretKey(text2) {
  const trimmed = text2.trim();
  if (trimmed.startsWith(PUBLIC_PREFIX)) return err("it is a public key, not the private one");
  if (!trimmed.startsWith(SECRET_PREFIX)) return err(`it does not begin with "${SECRET_PREFIX}"`);
  const seed = bytes32(trimmed.slice(SECRET_PREFIX.length));
  if (seed === void 0) return err(`what follows "${SECRET_PREFIX}" is not base64 of 32 bytes`);
  return ok(keyOf(createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" })));
}
function parsePublicKey(text2) {
  if (text2.includes(SECRET_PREFIX) || text2.includes("PRIVATE KEY")) return err(PRIVATE_PASTED);
  if (!text2.startsWith(PUBLIC_PREFIX)) return err(`a public key begins with "${PUBLIC_PREFIX}"`);
  const raw = bytes32(text2.slice(PUBLIC_PREFIX.length));
  if (raw === void 0) return err(`what follows "${PUBLIC_PREFIX}" is not base64 of 32 bytes`);
  if (SMALL_ORDER.has(hexOfY(raw))) return err("this key is none: its signatures need no secret");
  return ok(createPublicKey({ key: Buffer.concat([SPKI, raw]), format: "der", type: "spki" }));
}
var PRIVATE_PASTED = "this is a private key; only the public one belongs here. Whoever can read this file can seal now: make a new pair (sealsmith cache init) and take this one out of use";
function keyIdOf(publicKey2) {
  const raw = publicKey2.startsWith(PUBLIC_PREFIX) ? bytes32(publicKey2.slice(PUBLIC_PREFIX.length)) : void 0;
  return raw === void 0 ? void 0 : idOf(raw);
}
function generateKey() {
  const { privateKey } = generateKeyPairSync("ed25519");
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32);
  return { key: keyOf(privateKey), secret: `${SECRET_PREFIX}${seed.toString("base64")}` };
}
function keyOf(privateKey) {
  const raw = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
  return { publicKey: `${PUBLIC_PREFIX}${raw.toString("base64")}`, keyId: idOf(raw), privateKey };
}
function idOf(raw) {
  return createHash("sha256").update(raw).digest("hex").slice(0, 32);
}
function bytes32(base644) {
  const bytes2 = Buffer.from(base644, "base64");
  return bytes2.length === 32 && bytes2.toString("base64") === base644 ? bytes2 : void 0;
}
var PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
var SPKI = Buffer.from("302a300506032b6570032100", "hex");
function hexOfY(raw) {
  const y = Buffer.from(raw);
  y[31] = (y[31] ?? 0) & 127;
  return y.toString("hex");
}
var SMALL_ORDER = /* @__PURE__ */ new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
]);

// src/formats/pem.ts
function readPem(text2) {
  const blocks = readPems(text2);
  return blocks?.length === 1 ? blocks[0] : void 0;
}
function readPems(text2) {
  const blocks = [];
  const rest = text2.replaceAll(BLOCK, (_, label2, body) => {
    const base644 = body.replace(/\s+/g, "");
    const bytes2 = Buffer.from(base644, "base64");
    if (bytes2.toString("base64") !== base644) return "?";
    blocks.push({ label: label2, bytes: bytes2 });
    return "";
  });
  return rest.trim() === "" && blocks.length > 0 ? blocks : void 0;
}
function writePem(label2, bytes2) {
  const lines2 = Buffer.from(bytes2).toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label2}-----`, ...lines2, `-----END ${label2}-----`, ""].join("\n");
}
var BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----\s*?\n([A-Za-z0-9+/=\s]*?)-----END \1-----/g;

// src/formats/cosign-key.ts
var COSIGN_LABELS = [
  "ENCRYPTED SIGSTORE PRIVATE KEY",
  "ENCRYPTED COSIGN PRIVATE KEY"
];
async function openCosignKey(text2, password) {
  const box = readBox(text2);
  if (!box.ok) return err({ kind: "invalid", message: box.failure });
  const { salt, nonce, ciphertext, cost } = box.value;
  const key = await derive(password, salt, cost);
  const { secretbox } = (await import("./tweetnacl.js")).default;
  const opened = secretbox.open(ciphertext, nonce, key);
  key.fill(0);
  return opened === null ? err({ kind: "locked", message: "it does not open" }) : ok(opened);
}
async function sealCosignKey(pkcs8, password) {
  const { secretbox } = (await import("./tweetnacl.js")).default;
  const [salt, nonce] = [randomBytes(32), randomBytes(24)];
  const key = await derive(password, salt, WRITTEN);
  const ciphertext = secretbox(pkcs8, nonce, key);
  key.fill(0);
  const json = {
    kdf: {
      name: "scrypt",
      params: { N: WRITTEN.n, r: WRITTEN.r, p: WRITTEN.p },
      salt: salt.toString("base64")
    },
    cipher: { name: "nacl/secretbox", nonce: nonce.toString("base64") },
    ciphertext: Buffer.from(ciphertext).toString("base64")
  };
  return writePem("ENCRYPTED SIGSTORE PRIVATE KEY", Buffer.from(JSON.stringify(json)));
}
var WRITTEN = { n: 65536, r: 8, p: 1 };
var LEAST_N = 32768;
var MOST_N = 262144;
var MOST_CIPHERTEXT = 16 * 1024;
function readBox(text2) {
  const pem = readPem(text2);
  if (pem === void 0 || !COSIGN_LABELS.includes(pem.label)) return err("it is no encrypted key of cosign");
  const json = strictJson(pem.bytes);
  if (!json.ok) return err(`what is in it is none: ${json.failure}`);
  const { kdf, cipher, ciphertext } = isPlainObject(json.value) ? json.value : {};
  if (!isPlainObject(kdf) || kdf["name"] !== "scrypt") return err("its password is not taken by scrypt");
  if (!isPlainObject(cipher) || cipher["name"] !== "nacl/secretbox") return err("it is not in a secretbox");
  const cost = readCost(kdf["params"]);
  if (cost === void 0) return err("opening it would take another amount of work than cosign asks for");
  const salt = bytesOf2(kdf["salt"], 16, 64);
  const nonce = bytesOf2(cipher["nonce"], 24, 24);
  const sealed = bytesOf2(ciphertext, 17, MOST_CIPHERTEXT);
  if (salt === void 0 || nonce === void 0 || sealed === void 0)
    return err("a part of it is missing");
  return ok({ cost, salt, nonce, ciphertext: sealed });
}
function readCost(params2) {
  if (!isPlainObject(params2)) return void 0;
  const { N: n, r, p } = params2;
  if (typeof n !== "number" || !Number.isInteger(n) || n < LEAST_N || n > MOST_N) return void 0;
  const power = (n & n - 1) === 0;
  return power && r === WRITTEN.r && p === WRITTEN.p ? { n, r: WRITTEN.r, p: WRITTEN.p } : void 0;
}
function bytesOf2(value, least, most) {
  if (typeof value !== "string" || value.length > most * 2) return void 0;
  const bytes2 = Buffer.from(value, "base64");
  const sound = bytes2.toString("base64") === value && bytes2.length >= least && bytes2.length <= most;
  return sound ? bytes2 : void 0;
}
function derive(password, salt, { n, r, p }) {
  const options = { N: n, r, p, maxmem: 128 * n * r * 2 };
  return new Promise((resolve2, reject) => {
    scrypt(
      Buffer.from(password, "utf8"),
      salt,
      32,
      options,
      (error2, key) => error2 === null ? resolve2(key) : reject(error2)
    );
  });
}

// src/signing/keys.ts
var ALGORITHMS = ["ecdsa-p256", "ecdsa-p384", "ed25519"];
var KEY_LIMIT = 64 * 1024;
async function readSigningKey(text2, password) {
  if (text2.length > KEY_LIMIT) return invalid(`it is longer than ${KEY_LIMIT} characters`);
  const pem = readPem(withoutParameters(text2));
  if (pem === void 0) return invalid("it is not one block of PEM");
  if (pem.label.endsWith("PUBLIC KEY") || pem.label === "CERTIFICATE") {
    return invalid("it is public; the private key is needed to sign");
  }
  if (COSIGN_LABELS.includes(pem.label)) return await readCosignKey(text2, password);
  const bytes2 = Buffer.from(pem.bytes);
  switch (pem.label) {
    case "PRIVATE KEY":
      return signingKey(() => createPrivateKey({ key: bytes2, format: "der", type: "pkcs8" }));
    case "EC PRIVATE KEY":
      return signingKey(() => createPrivateKey({ key: bytes2, format: "der", type: "sec1" }));
    case "ENCRYPTED PRIVATE KEY":
      return invalid(
        'it is encrypted as OpenSSL does it; "cosign import-key-pair --key" makes one that is read'
      );
    default:
      return invalid("it is no private key in PKCS#8, SEC1 or the form of cosign");
  }
}
async function generateSigningKey(algorithm, password) {
  const { privateKey } = newPair(algorithm);
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  const key = { algorithm, privateKey, publicKey: publicKey(createPublicKey(privateKey), algorithm) };
  return { key, text: await sealCosignKey(pkcs8, password) };
}
function ephemeralKey() {
  const [algorithm] = ALGORITHMS;
  const { privateKey } = newPair(algorithm);
  return { algorithm, privateKey, publicKey: publicKey(createPublicKey(privateKey), algorithm) };
}
function hashOf(algorithm) {
  switch (algorithm) {
    case "ecdsa-p256":
      return "sha256";
    case "ecdsa-p384":
      return "sha384";
    case "ed25519":
      return void 0;
  }
}
function signBytes({ algorithm, privateKey }, bytes2) {
  return sign(hashOf(algorithm) ?? null, bytes2, privateKey);
}
async function readCosignKey(text2, password) {
  if (password === void 0) return noPassword();
  const opened = await openCosignKey(text2, password);
  if (!opened.ok) {
    const { kind, message } = opened.failure;
    return kind === "locked" ? err({ kind: "wrong-password", message }) : invalid(message);
  }
  const bytes2 = Buffer.from(opened.value);
  const key = signingKey(() => createPrivateKey({ key: bytes2, format: "der", type: "pkcs8" }));
  bytes2.fill(0);
  opened.value.fill(0);
  return key;
}
function signingKey(read4) {
  const privateKey = attempt2(read4);
  if (privateKey === void 0) return invalid("its bytes are no key");
  const algorithm = algorithmOf(privateKey);
  if (algorithm === void 0) return invalid("it is neither ECDSA on P-256 or P-384 nor Ed25519");
  return ok({ algorithm, privateKey, publicKey: publicKey(createPublicKey(privateKey), algorithm) });
}
function publicKey(key, algorithm) {
  const der = key.export({ format: "der", type: "spki" });
  const pem = key.export({ format: "pem", type: "spki" }).toString();
  return { algorithm, key, der, pem, hint: createHash("sha256").update(der).digest("base64") };
}
function algorithmOf(key) {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details2 } = key;
  if (type === "ed25519") return "ed25519";
  if (type === "ec" && details2?.namedCurve === "prime256v1") return "ecdsa-p256";
  return type === "ec" && details2?.namedCurve === "secp384r1" ? "ecdsa-p384" : void 0;
}
function newPair(algorithm) {
  switch (algorithm) {
    case "ecdsa-p256":
      return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    case "ecdsa-p384":
      return generateKeyPairSync("ec", { namedCurve: "secp384r1" });
    case "ed25519":
      return generateKeyPairSync("ed25519");
  }
}
function withoutParameters(text2) {
  return text2.replace(/-----BEGIN EC PARAMETERS-----[^-]*-----END EC PARAMETERS-----/, "");
}
function invalid(message) {
  return err({ kind: "invalid", message });
}
function noPassword() {
  return err({ kind: "no-password", message: "it is encrypted" });
}
function attempt2(read4) {
  try {
    return read4();
  } catch {
    return void 0;
  }
}

// node_modules/canonicalize/lib/canonicalize.js
function hasLoneSurrogate(value) {
  for (let i = 0; i < value.length; i++) {
    const code2 = value.charCodeAt(i);
    if (code2 >= 55296 && code2 <= 56319) {
      if (i === value.length - 1) {
        return true;
      }
      const next = value.charCodeAt(i + 1);
      if (!(next >= 56320 && next <= 57343)) {
        return true;
      }
      i++;
    } else if (code2 >= 56320 && code2 <= 57343) {
      return true;
    }
  }
  return false;
}
function canonicalize(object, seen = /* @__PURE__ */ new Set()) {
  if (typeof object === "number" && isNaN(object)) {
    throw new Error("NaN is not allowed");
  }
  if (typeof object === "number" && !isFinite(object)) {
    throw new Error("Infinity is not allowed");
  }
  if (typeof object === "string" && hasLoneSurrogate(object)) {
    throw new Error("Lone surrogate is not allowed");
  }
  if (object === null || typeof object !== "object") {
    return JSON.stringify(object);
  }
  if (typeof object.toJSON === "function") {
    if (seen.has(object)) {
      throw new Error("Circular reference detected");
    }
    seen.add(object);
    const result2 = canonicalize(object.toJSON(), seen);
    seen.delete(object);
    return result2;
  }
  if (seen.has(object)) {
    throw new Error("Circular reference detected");
  }
  seen.add(object);
  let result;
  if (Array.isArray(object)) {
    const values = object.map((cv) => {
      const value = cv === void 0 || typeof cv === "symbol" ? null : cv;
      return canonicalize(value, seen);
    });
    result = `[${values.join(",")}]`;
  } else {
    const parts = [];
    for (const key of Object.keys(object).sort()) {
      if (object[key] === void 0 || typeof object[key] === "symbol") {
        continue;
      }
      parts.push(`${canonicalize(key)}:${canonicalize(object[key], seen)}`);
    }
    result = `{${parts.join(",")}}`;
  }
  seen.delete(object);
  return result;
}

// src/formats/canonical.ts
function canonicalJson(value) {
  const text2 = attempt3(value) ?? canonicalize(wellFormed(value));
  if (text2 === void 0) throw new Error("a value without a JSON form has no canonical one");
  return text2;
}
function jsonDigest(value) {
  return textDigest(canonicalJson(value));
}
function textDigest(text2) {
  return hash("sha256", text2);
}
function attempt3(value) {
  try {
    return canonicalize(value);
  } catch {
    return void 0;
  }
}
function wellFormed(value) {
  if (typeof value === "string") return value.replace(new RegExp("\\p{Surrogate}", "gu"), said3);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [wellFormed(key), wellFormed(child)])
  );
}
function said3(half) {
  return `\0${half.charCodeAt(0).toString(16)}`;
}

// src/formats/bundle.ts
var BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
function encodeBundle({ signer, entries, timestamps, content }) {
  const material = signer.kind === "certificate" ? { certificate: { rawBytes: base64(signer.certificate) } } : { publicKey: { hint: signer.hint } };
  const bundle = {
    mediaType: BUNDLE_TYPE,
    verificationMaterial: {
      ...material,
      ...entries.length === 0 ? {} : { tlogEntries: entries.map(entryJson) },
      ...timestamps.length === 0 ? {} : {
        timestampVerificationData: {
          rfc3161Timestamps: timestamps.map((one) => ({ signedTimestamp: base64(one) }))
        }
      }
    },
    ...contentJson(content)
  };
  return Buffer.from(canonicalJson(bundle), "utf8");
}
function signatureOf(content) {
  return content.kind === "envelope" ? content.envelope.signature : content.signature;
}
function contentJson(content) {
  if (content.kind === "envelope") {
    const { payload, payloadType, keyId, signature } = content.envelope;
    const signed = { sig: base64(signature), ...keyId === "" ? {} : { keyid: keyId } };
    return { dsseEnvelope: { payload: base64(payload), payloadType, signatures: [signed] } };
  }
  const algorithm = content.hash === "sha256" ? "SHA2_256" : "SHA2_384";
  return {
    messageSignature: {
      messageDigest: { algorithm, digest: base64(content.digest) },
      signature: base64(content.signature)
    }
  };
}
function entryJson(entry2) {
  const { proof, promise } = entry2;
  return {
    logIndex: entry2.logIndex,
    logId: { keyId: base64(entry2.logId) },
    kindVersion: { kind: entry2.kind, version: entry2.version },
    // The JSON mapping leaves out what is zero.
    ...entry2.integratedTime === "0" ? {} : { integratedTime: entry2.integratedTime },
    ...promise === void 0 ? {} : { inclusionPromise: { signedEntryTimestamp: base64(promise) } },
    ...proof === void 0 ? {} : { inclusionProof: proofJson(proof) },
    canonicalizedBody: base64(entry2.body)
  };
}
function proofJson({ logIndex, treeSize, rootHash, hashes, checkpoint }) {
  return {
    logIndex,
    treeSize,
    rootHash: base64(rootHash),
    hashes: hashes.map(base64),
    checkpoint: { envelope: checkpoint }
  };
}
function base64(bytes2) {
  return Buffer.from(bytes2).toString("base64");
}

// src/formats/dsse.ts
var ENVELOPE_LIMIT = 16 * 1024 * 1024;
function pae(payloadType, payload) {
  const type = Buffer.from(payloadType, "utf8");
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload
  ]);
}
function encodeEnvelope({ payloadType, payload, keyId, signature }) {
  const signed = { sig: base642(signature), ...keyId === "" ? {} : { keyid: keyId } };
  return Buffer.from(canonicalJson({ payload: base642(payload), payloadType, signatures: [signed] }), "utf8");
}
function decodeEnvelope(bytes2, limit = ENVELOPE_LIMIT) {
  if (bytes2.length > limit) return err(`it has ${bytes2.length} bytes, more than ${limit}`);
  const json = strictJson(bytes2);
  if (!json.ok) return json;
  const envelope = json.value;
  if (!isPlainObject(envelope)) return err("it is no envelope");
  const { payloadType, signatures } = envelope;
  if (typeof payloadType !== "string" || payloadType === "") return err("it has no payload type");
  const payload = unbase64(envelope["payload"]);
  if (payload === void 0) return err("its payload is not base64");
  if (!Array.isArray(signatures)) return err("it has no signatures");
  if (signatures.length !== 1) return err(`it has ${signatures.length} signatures, not one`);
  const [signed] = signatures;
  if (!isPlainObject(signed)) return err("its signature is none");
  const { keyid = "" } = signed;
  const signature = unbase64(signed["sig"]);
  if (typeof keyid !== "string" || signature === void 0 || signature.length === 0)
    return err("its signature is none");
  return ok({ payloadType, payload, keyId: keyid, signature });
}
function base642(bytes2) {
  return Buffer.from(bytes2).toString("base64");
}
function unbase64(value) {
  if (typeof value !== "string") return void 0;
  const bytes2 = Buffer.from(value, "base64");
  return bytes2.toString("base64") === value ? bytes2 : void 0;
}

// src/clients/sigstore/call.ts
var ANSWER_LIMIT2 = 1024 * 1024;
var PAUSES = [500, 2e3];
var LONGEST_PAUSE = 1e4;
async function ask2(caller, { service, doing }, question) {
  const { answers = [], secrets = [], ...sent } = question;
  const request = { ...sent, limit: ANSWER_LIMIT2 };
  for (let attempt4 = 0; ; attempt4 += 1) {
    const answer = await caller.http.send(request);
    const pause = PAUSES[attempt4];
    if (!answer.ok) {
      const { kind, detail } = answer.failure;
      if (kind === "too-large") return err({ code: "sigstore-invalid", service, message: detail });
      if (pause === void 0) return err({ code: "sigstore-unreachable", service, doing, detail });
      await caller.pause(pause);
      continue;
    }
    const { status: status2 } = answer.value;
    if (status2 >= 200 && status2 <= 299 || answers.includes(status2)) return ok(answer.value);
    if (pause === void 0 || status2 !== 429 && status2 < 500) {
      return err({ code: "sigstore-refused", service, doing, status: status2, detail: saidBy(answer.value, secrets) });
    }
    await caller.pause(waitOf(answer.value.headers["retry-after"], pause));
  }
}
function hostOf2(url) {
  return URL.parse(url)?.host ?? "an address that is none";
}
function addressOf(base, path) {
  return `${base.replace(/\/+$/, "")}${path}`;
}
function waitOf(said5, otherwise) {
  const seconds2 = said5 !== void 0 && /^\d{1,6}$/.test(said5) ? Number(said5) : void 0;
  return seconds2 === void 0 ? otherwise : Math.min(seconds2 * 1e3, LONGEST_PAUSE);
}
function saidBy({ body }, secrets) {
  const text2 = without(Buffer.from(body.subarray(0, 64 * 1024)).toString("utf8"), secrets);
  let said5 = text2;
  try {
    const json = JSON.parse(text2);
    if (typeof json === "object" && json !== null && "message" in json) said5 = json.message;
  } catch {
    if (/^\s*</.test(text2)) said5 = "";
  }
  return typeof said5 === "string" ? said5.replace(/[\p{Cc}\s]+/gu, " ").trim().slice(0, 300) : "";
}
function without(text2, secrets) {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split(".")]).filter(({ length }) => length >= 8);
  return parts.reduce((rest, part2) => rest.replaceAll(part2, "***"), text2);
}

// src/clients/sigstore/fields.ts
function fieldAt(value, ...path) {
  return path.reduce(
    (found, name) => isPlainObject(found) && Object.hasOwn(found, name) ? found[name] : void 0,
    value
  );
}
function base64Of(value) {
  if (typeof value !== "string" || value === "") return void 0;
  const bytes2 = Buffer.from(value, "base64");
  return bytes2.toString("base64") === value ? bytes2 : void 0;
}
function hexBytes(value, length) {
  if (typeof value !== "string" || value.length !== length * 2 || !/^[0-9a-f]+$/.test(value))
    return void 0;
  return Buffer.from(value, "hex");
}
function wholeNumber(value) {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? String(value) : void 0;
  return typeof value === "string" && /^(?:0|[1-9]\d{0,18})$/.test(value) ? value : void 0;
}

// src/clients/sigstore/rekor-v1.ts
var TIMEOUT = 3e4;
async function enterV1(caller, url, content, verifier) {
  const service = `the log at ${hostOf2(url)}`;
  const asked = { service, doing: "enter a signature" };
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await ask2(caller, asked, {
    method: "POST",
    url: addressOf(url, "/api/v1/log/entries"),
    headers,
    body: JSON.stringify(proposed(content, verifier)),
    timeout: TIMEOUT,
    answers: [409]
  });
  if (!answer.ok) return answer;
  const invalid3 = (message) => err({ code: "sigstore-invalid", service, message });
  let { body } = answer.value;
  if (answer.value.status === 409) {
    const uuid = /\/([0-9a-f]{64,80})$/.exec(answer.value.headers["location"] ?? "")?.[1];
    if (uuid === void 0) return invalid3("it has the entry already and does not say where");
    const found = await ask2(caller, asked, {
      method: "GET",
      url: addressOf(url, `/api/v1/log/entries/${uuid}`),
      headers,
      timeout: TIMEOUT
    });
    if (!found.ok) return found;
    body = found.value.body;
  }
  const entry2 = readEntry(body, content.kind === "envelope" ? "dsse" : "hashedrekord");
  if (!entry2.ok) return invalid3(entry2.failure);
  return isAbout(entry2.value.body, content) ? entry2 : invalid3("its entry is about another signature");
}
function proposed(content, verifier) {
  const pem = Buffer.from(verifier).toString("base64");
  if (content.kind === "envelope") {
    const envelope = Buffer.from(encodeEnvelope(content.envelope)).toString("utf8");
    return {
      apiVersion: "0.0.1",
      kind: "dsse",
      spec: { proposedContent: { envelope, verifiers: [pem] } }
    };
  }
  return {
    apiVersion: "0.0.1",
    kind: "hashedrekord",
    spec: {
      data: { hash: { algorithm: content.hash, value: Buffer.from(content.digest).toString("hex") } },
      signature: {
        content: Buffer.from(content.signature).toString("base64"),
        publicKey: { content: pem }
      }
    }
  };
}
function readEntry(body, kind) {
  const json = strictJson(body);
  if (!json.ok) return json;
  const entries = isPlainObject(json.value) ? Object.values(json.value) : [];
  const [entry2] = entries;
  if (entries.length !== 1 || !isPlainObject(entry2)) return err("it holds no entry");
  const canonicalBody = base64Of(entry2["body"]);
  const logId = hexBytes(entry2["logID"], 32);
  const logIndex = wholeNumber(entry2["logIndex"]);
  const integratedTime = wholeNumber(entry2["integratedTime"]);
  const promise = base64Of(fieldAt(entry2, "verification", "signedEntryTimestamp"));
  if (canonicalBody === void 0 || logId === void 0 || logIndex === void 0) {
    return err("its entry lacks a part");
  }
  if (integratedTime === void 0 || integratedTime === "0" || promise === void 0) {
    return err("its entry has no time");
  }
  const said5 = fieldAt(entry2, "verification", "inclusionProof");
  const proof = said5 === void 0 ? void 0 : readProof(said5);
  if (said5 !== void 0 && proof === void 0) return err("its proof of inclusion is none");
  return ok({ logIndex, logId, kind, version: "0.0.1", integratedTime, promise, proof, body: canonicalBody });
}
function readProof(value) {
  if (!isPlainObject(value)) return void 0;
  const logIndex = wholeNumber(value["logIndex"]);
  const treeSize = wholeNumber(value["treeSize"]);
  const rootHash = hexBytes(value["rootHash"], 32);
  const { checkpoint, hashes } = value;
  if (logIndex === void 0 || treeSize === void 0 || rootHash === void 0) return void 0;
  if (typeof checkpoint !== "string" || checkpoint === "") return void 0;
  if (!Array.isArray(hashes) || hashes.length > 64) return void 0;
  const sound = hashes.map((one) => hexBytes(one, 32)).filter((one) => one !== void 0);
  if (sound.length !== hashes.length) return void 0;
  return { logIndex, treeSize, rootHash, hashes: sound, checkpoint };
}
function isAbout(body, content) {
  const json = strictJson(body);
  if (!json.ok) return false;
  const entry2 = json.value;
  const signature = Buffer.from(signatureOf(content)).toString("base64");
  if (content.kind === "message") {
    return fieldAt(entry2, "kind") === "hashedrekord" && fieldAt(entry2, "apiVersion") === "0.0.1" && fieldAt(entry2, "spec", "signature", "content") === signature && fieldAt(entry2, "spec", "data", "hash", "value") === Buffer.from(content.digest).toString("hex");
  }
  const signatures = fieldAt(entry2, "spec", "signatures");
  const payload = createHash("sha256").update(content.envelope.payload).digest("hex");
  return fieldAt(entry2, "kind") === "dsse" && fieldAt(entry2, "apiVersion") === "0.0.1" && Array.isArray(signatures) && signatures.length === 1 && fieldAt(signatures[0], "signature") === signature && fieldAt(entry2, "spec", "payloadHash", "value") === payload;
}

// src/clients/sigstore/rekor-v2.ts
var TIMEOUT2 = 6e4;
async function enterV2(caller, url, content, verifier) {
  const service = `the log at ${hostOf2(url)}`;
  const digest = digestOf(content, verifier.hash);
  const rawBytes = Buffer.from(verifier.der).toString("base64");
  const answer = await ask2(
    caller,
    { service, doing: "enter a signature" },
    {
      method: "POST",
      url: addressOf(url, "/api/v2/log/entries"),
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({
        hashedRekordRequestV002: {
          digest: digest.toString("base64"),
          signature: {
            content: Buffer.from(signatureOf(content)).toString("base64"),
            verifier: {
              keyDetails: verifier.details,
              ...verifier.kind === "certificate" ? { x509Certificate: { rawBytes } } : { publicKey: { rawBytes } }
            }
          }
        }
      }),
      timeout: TIMEOUT2
    }
  );
  if (!answer.ok) return answer;
  const entry2 = readEntry2(answer.value.body);
  const invalid3 = (message) => err({ code: "sigstore-invalid", service, message });
  if (!entry2.ok) return invalid3(entry2.failure);
  return isAbout2(entry2.value.body, digest, signatureOf(content)) ? entry2 : invalid3("its entry is about another signature");
}
function digestOf(content, hash2) {
  if (content.kind === "message") return Buffer.from(content.digest);
  const { payloadType, payload } = content.envelope;
  return createHash(hash2).update(pae(payloadType, payload)).digest();
}
function readEntry2(body) {
  const json = strictJson(body);
  if (!json.ok) return json;
  const entry2 = json.value;
  const logIndex = wholeNumber(fieldAt(entry2, "logIndex") ?? "0");
  const logId = base64Of(fieldAt(entry2, "logId", "keyId"));
  const canonicalBody = base64Of(fieldAt(entry2, "canonicalizedBody"));
  if (logIndex === void 0 || logId === void 0 || canonicalBody === void 0) {
    return err("its entry lacks a part");
  }
  if (fieldAt(entry2, "kindVersion", "kind") !== "hashedrekord") return err("its entry is of another kind");
  if (fieldAt(entry2, "kindVersion", "version") !== "0.0.2") return err("its entry is of another version");
  const proof = readProof2(fieldAt(entry2, "inclusionProof"));
  if (proof === void 0) return err("its entry has no proof of inclusion");
  return ok({
    logIndex,
    logId,
    kind: "hashedrekord",
    version: "0.0.2",
    integratedTime: "0",
    promise: void 0,
    proof,
    body: canonicalBody
  });
}
function readProof2(value) {
  const logIndex = wholeNumber(fieldAt(value, "logIndex") ?? "0");
  const treeSize = wholeNumber(fieldAt(value, "treeSize"));
  const rootHash = base64Of(fieldAt(value, "rootHash"));
  const checkpoint = fieldAt(value, "checkpoint", "envelope");
  const hashes = fieldAt(value, "hashes") ?? [];
  if (logIndex === void 0 || treeSize === void 0 || rootHash?.length !== 32) return void 0;
  if (typeof checkpoint !== "string" || checkpoint === "") return void 0;
  if (!Array.isArray(hashes) || hashes.length > 64) return void 0;
  const sound = hashes.map(base64Of).filter((one) => one?.length === 32);
  const all2 = sound.filter((one) => one !== void 0);
  if (all2.length !== hashes.length) return void 0;
  return { logIndex, treeSize, rootHash, hashes: all2, checkpoint };
}
function isAbout2(body, digest, signature) {
  const json = strictJson(body);
  if (!json.ok) return false;
  const entry2 = json.value;
  const spec2 = fieldAt(entry2, "spec", "hashedRekordV002");
  return fieldAt(entry2, "kind") === "hashedrekord" && fieldAt(entry2, "apiVersion") === "0.0.2" && fieldAt(spec2, "data", "digest") === digest.toString("base64") && fieldAt(spec2, "signature", "content") === Buffer.from(signature).toString("base64");
}

// src/clients/sigstore/timestamp.ts
var TIMEOUT3 = 15e3;
var MOST_BYTES = 64 * 1024;
var SKEW = 5 * 6e4;
async function timestampOf(caller, url, signature, now) {
  const service = `the timestamp authority at ${hostOf2(url)}`;
  const nonce = randomBytes(8);
  nonce[0] = (nonce[0] ?? 0) & 63 | 64;
  const answer = await ask2(
    caller,
    { service, doing: "sign the time" },
    {
      method: "POST",
      url,
      headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
      body: timestampRequest(signature, nonce),
      timeout: TIMEOUT3
    }
  );
  if (!answer.ok) return answer;
  const { body } = answer.value;
  const problem2 = body.length > MOST_BYTES ? "it is too large" : await problemOf(body, signature, nonce, now);
  return problem2 === void 0 ? ok(body) : err({ code: "sigstore-invalid", service, message: problem2 });
}
function timestampRequest(signature, nonce) {
  const digest = createHash("sha256").update(signature).digest();
  const imprint = sequence2(SHA256_IDENTIFIER, tagged(4, digest));
  return sequence2(tagged(2, Buffer.from([1])), imprint, tagged(2, nonce), tagged(1, TRUE));
}
async function problemOf(body, signature, nonce, now) {
  const { RFC3161Timestamp } = (await import("./sigstore-core.js")).default;
  try {
    const answer = RFC3161Timestamp.parse(Buffer.from(body));
    if (answer.status !== 0n && answer.status !== 1n) return "it did not sign";
    const info = answer.tstInfo;
    const digest = createHash("sha256").update(signature).digest();
    if (info.messageImprintHashAlgorithm !== "sha256" || !digest.equals(info.messageImprintHashedMessage)) {
      return "its time is for something else";
    }
    if (!info.raw.includes(Buffer.from(tagged(2, nonce)))) return "its time is from before we asked";
    if (Math.abs(info.genTime.getTime() - now) > SKEW)
      return "its time is not now, by the clock of this machine";
    return void 0;
  } catch {
    return "it is no timestamp";
  }
}
var TRUE = Buffer.from([255]);
var SHA256_IDENTIFIER = Buffer.from("300d06096086480165030402010500", "hex");
function sequence2(...parts) {
  return tagged(48, Buffer.concat(parts));
}
function tagged(tag, content) {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

// src/formats/statement.ts
var STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
var OLDER_STATEMENT_TYPE = "https://in-toto.io/Statement/v0.1";
var STATEMENT_PAYLOAD = "application/vnd.in-toto+json";
function encodeStatement({ subject, predicateType, predicate }) {
  return Buffer.from(canonicalJson({ _type: STATEMENT_TYPE, subject, predicateType, predicate }), "utf8");
}
function decodeStatement(bytes2, types = [STATEMENT_TYPE]) {
  const json = strictJson(bytes2);
  if (!json.ok) return json;
  const statement = json.value;
  if (!isPlainObject(statement) || !types.includes(String(statement["_type"])))
    return err("it is no in-toto statement of version 1");
  const { predicateType, predicate = {}, subject } = statement;
  if (typeof predicateType !== "string" || predicateType === "") return err("it has no predicate type");
  if (!isPlainObject(predicate)) return err("it has no predicate");
  if (!Array.isArray(subject) || subject.length === 0) return err("it has no subject");
  const subjects = subject.map(readSubject);
  const sound = subjects.filter((one) => one !== void 0);
  if (sound.length < subjects.length) return err("one of its subjects has no digest");
  return ok({ subject: sound, predicateType, predicate });
}
function readSubject(value) {
  if (!isPlainObject(value)) return void 0;
  const { name, digest } = value;
  if (name !== void 0 && typeof name !== "string") return void 0;
  if (!isPlainObject(digest) || Object.keys(digest).length === 0) return void 0;
  const digests2 = {};
  for (const [algorithm, hex] of Object.entries(digest)) {
    if (typeof hex !== "string" || hex === "" || algorithm === "__proto__") return void 0;
    digests2[algorithm] = hex;
  }
  return { name, digest: digests2 };
}

// src/signing/pen.ts
function penOf(key, who, witnesses, doors, ready) {
  const finish6 = (content) => witness(content, key, who, witnesses, doors);
  return {
    who,
    witnessed: { log: witnesses.logs.length > 0, timestamp: witnesses.timestamps.length > 0 },
    async statement(payload, payloadType = STATEMENT_PAYLOAD) {
      const may = ready();
      if (!may.ok) return may;
      const signature = signBytes(key, pae(payloadType, payload));
      return await finish6({ kind: "envelope", envelope: { payloadType, payload, keyId: "", signature } });
    },
    async artifact(feed) {
      const may = ready();
      if (!may.ok) return may;
      const content = await signedMessage(key, feed);
      return content.ok ? await finish6(content.value) : content;
    }
  };
}
var MOST_ED25519 = 64 * 1024 * 1024;
async function signedMessage(key, feed) {
  const name = hashOf(key.algorithm);
  const hash2 = name ?? "sha256";
  const digest = createHash(hash2);
  const signer = name === void 0 ? void 0 : createSign(name);
  const pieces2 = [];
  let bytes2 = 0;
  const fed2 = await feed((piece) => {
    digest.update(piece);
    bytes2 += piece.length;
    if (signer !== void 0) signer.update(piece);
    else if (bytes2 <= MOST_ED25519) pieces2.push(Uint8Array.from(piece));
  });
  if (!fed2.ok) return fed2;
  if (signer === void 0 && bytes2 > MOST_ED25519) {
    const message = `Ed25519 signs files of at most ${MOST_ED25519} bytes, and this has ${bytes2}; sign a statement about it`;
    return err({ code: "signing-key-invalid", what: "the key", message });
  }
  const signature = signer?.sign(key.privateKey) ?? signBytes(key, Buffer.concat(pieces2));
  return ok({ kind: "message", hash: hash2, digest: digest.digest(), signature });
}
async function witness(content, key, who, { logs, timestamps }, doors) {
  const now = doors.clock.now();
  const [entered, stamped] = await Promise.all([
    Promise.all(logs.map((log) => enter2(log, content, key, who, doors))),
    Promise.all(timestamps.map((url) => timestampOf(doors, url, signatureOf(content), now)))
  ]);
  const entries = all(entered);
  if (!entries.ok) return entries;
  const times = all(stamped);
  if (!times.ok) return times;
  return ok({ signer: signerOf(who), entries: entries.value, timestamps: times.value, content });
}
async function enter2({ url, version }, content, key, who, doors) {
  const refused3 = refusedBy(version, content, key);
  if (refused3 !== void 0) {
    return err({ code: "signing-key-invalid", what: "the key", message: `${refused3}; sign without a log` });
  }
  const certificate = who.kind === "certificate" ? who.chain[0] : void 0;
  if (version === 2) return await enterV2(doors, url, content, verifierOf(key, certificate));
  const pem = certificate === void 0 ? key.publicKey.pem : writePem("CERTIFICATE", certificate);
  return await enterV1(doors, url, content, pem);
}
function refusedBy(version, { kind }, { algorithm }) {
  if (algorithm === "ed25519" && (version === 2 || kind === "message")) {
    return "logs take no hashes signed by Ed25519";
  }
  return algorithm === "ecdsa-p384" && version === 1 && kind === "envelope" ? "logs of version 1 take no envelopes signed by ECDSA on P-384" : void 0;
}
function verifierOf({ algorithm, publicKey: publicKey2 }, certificate) {
  const algorithms = algorithm === "ecdsa-p384" ? { details: "PKIX_ECDSA_P384_SHA_384", hash: "sha384" } : { details: "PKIX_ECDSA_P256_SHA_256", hash: "sha256" };
  return certificate === void 0 ? { ...algorithms, kind: "key", der: publicKey2.der } : { ...algorithms, kind: "certificate", der: certificate };
}
function signerOf(who) {
  const [certificate] = who.kind === "certificate" ? who.chain : [];
  return certificate === void 0 ? { kind: "key", hint: who.publicKey.hint } : { kind: "certificate", certificate };
}

// src/clients/sigstore/signing-config.ts
var SIGNING_CONFIG_TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";
var SIGNING_CONFIG_LIMIT = 256 * 1024;
function readSigningConfig(bytes2) {
  if (bytes2.length > SIGNING_CONFIG_LIMIT) return err(`it has more than ${SIGNING_CONFIG_LIMIT} bytes`);
  const json = strictJson(bytes2);
  if (!json.ok) return json;
  const config = json.value;
  if (!isPlainObject(config) || config["mediaType"] !== SIGNING_CONFIG_TYPE) {
    return err("it is no signing config of version 0.2");
  }
  const authorities2 = readServices(config["caUrls"]);
  const logs = readServices(config["rekorTlogUrls"]);
  const timestamps = readServices(config["tsaUrls"]);
  if (authorities2 === void 0 || logs === void 0 || timestamps === void 0) {
    return err("a service in it lacks its address, its version or the time it is good for");
  }
  const wantedLogs = readWanted(config["rekorTlogConfig"]);
  const wantedTimestamps = readWanted(config["tsaConfig"]);
  if (wantedLogs === null || wantedTimestamps === null) return err("its selector is none");
  if (wantedLogs === void 0 && logs.length > 0) return err("it does not say how many logs are wanted");
  if (wantedTimestamps === void 0 && timestamps.length > 0) {
    return err("it does not say how many timestamps are wanted");
  }
  return ok({ authorities: authorities2, logs, wantedLogs, timestamps, wantedTimestamps });
}
function servicesAt(config, now) {
  const [authority] = goodAt(config.authorities, [1], now);
  if (authority === void 0 && config.authorities.length > 0) {
    return err("none of its certificate authorities is good now");
  }
  const logs = choose(goodAt(config.logs, [2, 1], now), config.wantedLogs, config.logs, "logs");
  if (!logs.ok) return logs;
  const timestamps = choose(
    goodAt(config.timestamps, [1], now),
    config.wantedTimestamps,
    config.timestamps,
    "timestamp authorities"
  );
  if (!timestamps.ok) return timestamps;
  return ok({
    authority: authority?.url,
    logs: logs.value.map(({ url, version }) => ({ url, version: version === 2 ? 2 : 1 })),
    timestamps: timestamps.value.map(({ url }) => url)
  });
}
function goodAt(services, versions, now) {
  const good = services.filter((one) => one.from <= now && now < one.until).toSorted((a, b) => b.from - a.from);
  const version = versions.find((wanted) => good.some((one) => one.version === wanted));
  const operators = /* @__PURE__ */ new Set();
  return good.filter((one) => {
    if (one.version !== version || operators.has(one.operator)) return false;
    operators.add(one.operator);
    return true;
  });
}
function choose(good, wanted, all2, what) {
  if (wanted === void 0 || all2.length === 0) return ok([]);
  if (good.length === 0) return err(`none of its ${what} is good now`);
  switch (wanted.selector) {
    case "ALL":
      return ok(good);
    case "ANY":
      return ok(good.slice(0, 1));
    case "EXACT":
      return good.length < wanted.count ? err(`it wants ${wanted.count} ${what}, and ${good.length} are good now`) : ok(good.slice(0, wanted.count));
  }
}
function readServices(value) {
  if (value === void 0) return [];
  if (!Array.isArray(value) || value.length > 100) return void 0;
  const services = value.map(readService);
  const sound = services.filter((one) => one !== void 0);
  return sound.length === services.length ? sound : void 0;
}
function readService(value) {
  if (!isPlainObject(value)) return void 0;
  const { url, majorApiVersion: version, operator, validFor } = value;
  if (typeof url !== "string" || !isAddress(url) || typeof operator !== "string") return void 0;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) return void 0;
  if (!isPlainObject(validFor)) return void 0;
  const from = time(validFor["start"]);
  const until = validFor["end"] === void 0 ? Number.POSITIVE_INFINITY : time(validFor["end"]);
  return from === void 0 || until === void 0 ? void 0 : { url, version, operator, from, until };
}
function isAddress(url) {
  const parsed2 = URL.parse(url);
  return parsed2 !== null && ["https:", "http:"].includes(parsed2.protocol) && parsed2.username === "" && parsed2.password === "";
}
function time(value) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value))
    return void 0;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? void 0 : milliseconds;
}
function readWanted(value) {
  if (value === void 0) return void 0;
  if (!isPlainObject(value)) return null;
  const { selector, count: count3 } = value;
  if (selector === "ANY" || selector === "ALL") return { selector };
  if (selector !== "EXACT" || typeof count3 !== "number" || !Number.isInteger(count3) || count3 < 1) return null;
  return { selector, count: count3 };
}

// src/signing/services.ts
async function servicesOf(place3, doors) {
  const path = nameOf(place3);
  const bytes2 = await bytesOf3(place3, doors);
  if (!bytes2.ok) return bytes2;
  const config = readSigningConfig(bytes2.value);
  if (!config.ok) return invalid2(path, config.failure);
  const services = servicesAt(config.value, doors.clock.now());
  if (!services.ok) return invalid2(path, services.failure);
  if (services.value.logs.some(({ version }) => version === 2) && services.value.timestamps.length === 0) {
    return invalid2(path, "its log is of version 2, which says no time, and it names no timestamp authority");
  }
  return services;
}
function isPublic({ authority, logs }) {
  const urls = [...authority === void 0 ? [] : [authority], ...logs.map(({ url }) => url)];
  return urls.some((url) => /(?:^|\.)sigstore\.dev$/.test(URL.parse(url)?.hostname ?? ""));
}
function nameOf(place3) {
  return place3.kind === "public" ? "the signing config of the public Sigstore" : place3.path;
}
async function bytesOf3(place3, doors) {
  if (place3.kind === "public") return await doors.publicSigningConfig();
  const text2 = doors.readText(place3.path, SIGNING_CONFIG_LIMIT);
  if (!text2.ok) return text2;
  return text2.value === void 0 ? invalid2(place3.path, "it is not there") : ok(Buffer.from(text2.value));
}
function invalid2(path, message) {
  return err({ code: "services-invalid", path, message });
}

// src/signing/signers/key.ts
var PASSWORD_VARIABLES = ["SEALSMITH_SIGNING_PASSWORD", "COSIGN_PASSWORD"];
var KEY_VARIABLE = "SEALSMITH_SIGNING_KEY";
var keySigner = {
  name: "key",
  summary: "a key of yours, from a file or a variable",
  async open(settings, doors) {
    if (settings.with !== "key") throw new Error(`the key signer was given settings of ${settings.with}`);
    const key = await openKey(settings, doors);
    if (!key.ok) return key;
    const witnesses = await witnessesOf(settings, doors);
    if (!witnesses.ok) return witnesses;
    const who = { kind: "key", publicKey: key.value.publicKey };
    return ok(penOf(key.value, who, witnesses.value, doors, () => ok(void 0)));
  }
};
async function openKey(settings, doors) {
  const what = settings.key.from === "file" ? settings.key.path : settings.key.name;
  const text2 = secretAt(settings.key, doors);
  if (!text2.ok) return text2;
  if (text2.value === void 0) return err({ code: "signing-key-invalid", what, message: "it is not there" });
  const password = passwordOf(settings.password, doors);
  if (!password.ok) return password;
  const key = await readSigningKey(text2.value, password.value);
  if (key.ok) return key;
  const { kind, message } = key.failure;
  return kind === "invalid" ? err({ code: "signing-key-invalid", what, message }) : err({ code: "signing-key-locked", what, why: kind });
}
function passwordOf(place3, doors) {
  if (place3 === void 0) {
    return ok(PASSWORD_VARIABLES.map(doors.variable).find((value) => value !== void 0));
  }
  const text2 = secretAt(place3, doors);
  return text2.ok && place3.from === "file" ? ok(text2.value?.replace(/\r?\n$/, "")) : text2;
}
function secretAt(place3, doors) {
  return place3.from === "variable" ? ok(doors.variable(place3.name)) : doors.readText(place3.path, KEY_LIMIT);
}
async function witnessesOf(settings, doors) {
  const { log, timestamp: timestamp2, services: place3 } = settings;
  if (!log && !timestamp2) return ok({ logs: [], timestamps: [] });
  const services = await servicesOf(place3 ?? { kind: "public" }, doors);
  if (!services.ok) return services;
  const { logs, timestamps } = services.value;
  const path = nameOf(place3 ?? { kind: "public" });
  if (log && logs.length === 0) return err({ code: "services-invalid", path, message: "it names no log" });
  const needed = timestamp2 || log && logs.some(({ version }) => version === 2);
  if (needed && timestamps.length === 0) {
    return err({ code: "services-invalid", path, message: "it names no timestamp authority" });
  }
  return ok({ logs: log ? logs : [], timestamps: needed ? timestamps : [] });
}

// src/run/withheld.ts
var WITHHELD = {
  [CACHE_KEY_VARIABLE]: "seals cache entries",
  ACTIONS_RUNTIME_TOKEN: "writes to the forge's cache",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "asks for the run's identity",
  SIGSTORE_ID_TOKEN: "is the run's identity",
  [KEY_VARIABLE]: "signs what was made",
  [PASSWORD_VARIABLES[0]]: "opens the key that signs what was made"
};
function withheldProblem(name) {
  const power = Object.hasOwn(WITHHELD, name) ? WITHHELD[name] : void 0;
  return power === void 0 ? void 0 : `${name} ${power}; no step gets it`;
}

// src/run/variables.ts
function parseEnvFile(file, text2) {
  const plain2 = text2.replace(/^\ufeff/, "");
  const problems = linesOf2(plain2).flatMap(({ line, number }) => {
    const message = lineProblem(line);
    return message === void 0 ? [] : [{ place: { file, line: number, column: 1 }, message }];
  });
  if (problems.length > 0) return err({ code: "config-invalid", problems });
  return ok(parseEnv(plain2));
}
var SOUND = /^\s*(?:#.*|(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=.*)?$/s;
function lineProblem(line) {
  if (!SOUND.test(line)) return "expected a line NAME=value";
  const [, name = ""] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)/.exec(line) ?? [];
  return withheldProblem(name);
}
function linesOf2(text2) {
  const joined = text2.replace(/=[ \t]*(["'`])(?:(?!\1).)*\1/gs, (value) => value.replaceAll("\n", "\0"));
  let number = 1;
  return joined.split("\n").map((line) => {
    const here = number;
    number += line.split("\0").length;
    return { line: line.replace(/\r$/, ""), number: here };
  });
}
function valuesOf(list3, variables) {
  const values = {};
  for (const entry2 of list3) {
    const at3 = entry2.indexOf("=");
    const name = at3 < 0 ? entry2 : entry2.slice(0, at3);
    const value = at3 < 0 ? variable(name, variables) : entry2.slice(at3 + 1);
    if (value !== void 0) values[name] = value;
  }
  return values;
}
function variable(name, variables) {
  const { environment: environment3, file } = variables;
  const own2 = Object.hasOwn(environment3, name) ? environment3[name] : void 0;
  return own2 ?? (Object.hasOwn(file, name) ? file[name] : void 0);
}

// src/run/plan.ts
function makePlan(input) {
  const graph = graphOf(input.config);
  if (!graph.ok) return graph;
  const wanted = chosen(graph.value, input.wish);
  if (!wanted.ok) return wanted;
  const decided = [];
  const { bare = false } = input.wish;
  for (const node4 of graph.value) {
    if (bare && !wanted.value.run.has(node4.name)) continue;
    const decision = decide(node4, input);
    if (!decision.ok) {
      if (!wanted.value.all.has(node4.name)) continue;
      return decision;
    }
    decided.push({ node: node4, decision: withheldBefore(node4, decided) ?? decision.value });
  }
  return assemble(input, decided, wanted.value.run);
}
function withheldBefore(node4, decided) {
  const withheld = decided.find(
    ({ node: { name }, decision }) => node4.after.includes(name) && decision.kind === "skip" && decision.why.code === "needs-secret"
  );
  return withheld === void 0 ? void 0 : skip2("needs-secret", `waits for ${withheld.node.name}, which is skipped`);
}
function decide(node4, input) {
  const { facts, config } = input;
  const options = stepsOf2(config)[node4.name];
  if (options === false) {
    const origin = facts.origin("steps", node4.name);
    const where = origin?.from === "config" ? `${origin.file}:${origin.line}` : "the configuration";
    return ok(skip2("switched-off", `by ${where}`));
  }
  const step = STEPS.find((known) => known.name === node4.name);
  const withheld = step?.runs === "named" ? whyWithheld(node4.name, input) : void 0;
  if (withheld !== void 0) return ok({ kind: "skip", why: withheld });
  const decision = step === void 0 ? ok({ kind: "run", jobs: [ownJob(node4.name, node4.own ?? { run: "" }, facts)] }) : step.plan(facts, options ?? {});
  if (!decision.ok) return err(brokenOrMissing(decision.failure, input));
  if (decision.value.kind === "skip") return decision;
  const secrets = node4.secrets;
  const { host, tier } = facts.context;
  if (secrets.length > 0 && host !== "local" && (tier === "T0" || tier === "T1")) {
    return ok(skip2("needs-secret", `tier ${tier} gets no secrets (${secrets.join(" ")})`));
  }
  const unusable3 = (options?.tools ?? []).find((name) => !facts.tools.has(name));
  if (unusable3 !== void 0) return err(unusableTool(unusable3, node4.name, input));
  const missing = secrets.find((name) => !input.granted.has(`secret:${name}`));
  if (missing !== void 0) return err({ code: "variable-unset", name: missing, wantedBy: node4.name });
  return ok({ kind: "run", jobs: decision.value.jobs.map((job) => withVariables(job, node4, input)) });
}
function whyWithheld(step, { facts, wish }) {
  const { host, tier } = facts.context;
  if (host === "local") {
    if (wish.steps.includes(step)) return void 0;
    return { code: "needs-naming", detail: "nothing leaves this machine unless you name it" };
  }
  if (tier === "T2" || tier === "T3") return void 0;
  return { code: "needs-tier", detail: `only protected branches and releases do this, and this is ${tier}` };
}
function unusableTool(tool, wantedBy, { facts, broken: broken3 }) {
  const request = facts.project.requests.find(({ name }) => name === tool);
  return broken3.get(tool) ?? { code: "tool-missing", tool, wantedBy, get: request?.get ?? howToGet(tool) };
}
function brokenOrMissing(failure2, { facts, broken: broken3 }) {
  if (failure2.code !== "tool-missing") return failure2;
  const { requests } = facts.project;
  const request = requests.find(({ name }) => name === failure2.tool) ?? requests.find(({ get }) => get === failure2.get);
  return (request === void 0 ? void 0 : broken3.get(request.name)) ?? failure2;
}
function howToGet(tool) {
  return `install ${tool}, or take it out of "tools"`;
}
function skip2(code2, detail) {
  return { kind: "skip", why: { code: code2, detail } };
}
function withVariables(job, node4, { config, variables, facts }) {
  const shared = node4.name === "install" ? {} : { ...variables.file, ...valuesOf(config.env ?? [], variables) };
  const own2 = valuesOf(node4.env, variables);
  const origin = facts.origin("env-file") ?? facts.origin("env");
  const explained = Object.keys(shared).length === 0 || origin === void 0 ? [] : [{ what: "variables of the file", value: Object.keys(shared).join(" "), origin }];
  const all2 = Object.entries({ ...facts.project.env, ...shared, ...job.spec.env, ...own2 });
  const hidden = /* @__PURE__ */ new Map();
  for (const [name, value] of all2) {
    if (!isSensitive(name, value)) continue;
    if (value === variables.file[name]) hidden.set(name, `env-file:${name}`);
    else if (value === variables.environment[name]) hidden.set(name, `environment:${name}`);
  }
  const env = Object.fromEntries(all2.filter(([name]) => !hidden.has(name)));
  const grants = [...job.spec.grants, ...hidden.values()].toSorted();
  const asked = facts.origin("steps", node4.name, "cache") !== void 0;
  const nowhere = [...hidden].filter(([, grant]) => grant.startsWith("environment:")).map(([name]) => name);
  const fresh = nowhere.length > 0 && job.spec.cache === "result" && !asked;
  if (fresh) {
    const value = `on this machine only: ${nowhere.join(" ")} stands in no key`;
    explained.push({ what: "cache", value, origin: origin ?? { from: "default" } });
  }
  const cache = fresh ? "fresh" : job.spec.cache;
  return { ...job, explained: [...job.explained, ...explained], spec: { ...job.spec, env, grants, cache } };
}
function assemble(input, decided, run3) {
  const { facts } = input;
  const jobs = /* @__PURE__ */ new Map();
  const skips = [];
  const waitedFor = /* @__PURE__ */ new Map();
  const giver = /* @__PURE__ */ new Map();
  for (const { node: node4, decision } of decided) {
    const before2 = new Set(node4.after.flatMap((step) => waitedFor.get(step) ?? []));
    waitedFor.set(node4.name, [...before2]);
    if (!run3.has(node4.name)) continue;
    if (decision.kind === "skip") skips.push({ step: node4.name, why: decision.why });
    else {
      for (const job of decision.jobs) {
        jobs.set(job.spec.id, job);
        for (const fact of job.spec.gives) giver.set(fact, job.spec.id);
      }
      waitedFor.set(
        node4.name,
        decision.jobs.map((job) => job.spec.id)
      );
    }
  }
  const overlap = overlapping([...jobs.values()]);
  if (overlap !== void 0) return err({ code: "outputs-overlap", ...overlap });
  const fromRecord = [];
  const planned2 = [];
  const givable = new Set(input.wish.bare === true ? FACT_NAMES : []);
  for (const { node: node4, decision } of decided) {
    if (decision.kind === "skip") continue;
    const given2 = new Set(givable);
    for (const job of decision.jobs) for (const fact of job.spec.gives) givable.add(fact);
    if (!run3.has(node4.name)) continue;
    for (const job of decision.jobs) {
      const pushed = !given2.has("pushed") && !giver.has("image") && given2.has("image");
      const known = (fact) => given2.has(fact) || fact === "pushed" && pushed;
      const needs = FACT_NAMES.filter((fact) => job.spec.needs.includes(fact) && known(fact));
      for (const fact of needs) {
        const sure = given2.has(fact) && input.wish.bare !== true;
        const ifKnown = sure ? {} : { ifKnown: true };
        const account = job.spec.account !== void 0;
        if (!giver.has(fact)) fromRecord.push({ fact, job: job.spec.id, account, ...ifKnown });
      }
      const after3 = /* @__PURE__ */ new Set([
        ...node4.after.flatMap((step) => waitedFor.get(step) ?? []),
        ...needs.flatMap((fact) => giver.get(fact) ?? [])
      ]);
      after3.delete(job.spec.id);
      const spec2 = { ...job.spec, needs };
      jobs.set(spec2.id, { ...job, spec: spec2 });
      const isolation = isolationOf(spec2, input);
      planned2.push({ spec: spec2, after: [...after3], isolation, explained: job.explained });
    }
  }
  const plan2 = {
    schema: PLAN_SCHEMA,
    project: { name: input.name, toolchain: facts.project.toolchain, file: facts.project.file },
    config: configOf(input.config),
    context: withoutOutputs(facts.context, decided),
    machine: facts.machine,
    jobs: planned2,
    skips,
    order: decided.map(({ node: node4 }) => node4.name).filter((name) => run3.has(name))
  };
  return ok({ plan: plan2, jobs, fromRecord, elsewhere: elsewhere(decided, run3) });
}
function isolationOf({ grants }, { isolation }) {
  if (grants.includes("engine")) return { processes: "none", network: "granted" };
  return grants.includes("network") ? isolation.network : isolation.alone;
}
function configOf({ file, sha256 }) {
  if (file === void 0 || sha256 === void 0) return void 0;
  return { path: file.startsWith("/") ? posix.basename(file) : file, sha256 };
}
function withoutOutputs(context, decided) {
  const { git } = context;
  if (git === void 0 || git.newFiles.length === 0) return context;
  const outputs = decided.flatMap(
    ({ decision }) => decision.kind === "run" ? decision.jobs.flatMap((job) => job.spec.outputs) : []
  );
  const dirty = git.newFiles.some((path) => !outputs.some((output) => isBelow(path, output)));
  return { ...context, dirty, git: { ...git, newFiles: [] } };
}
function overlapping(jobs) {
  const owned = jobs.flatMap(({ spec: spec2 }) => spec2.outputs.map((path) => ({ path, id: spec2.id })));
  for (const [index, one] of owned.entries()) {
    for (const other of owned.slice(index + 1)) {
      if (one.id !== other.id && (isBelow(one.path, other.path) || isBelow(other.path, one.path))) {
        return { path: isBelow(one.path, other.path) ? one.path : other.path, jobs: [one.id, other.id] };
      }
    }
  }
  return void 0;
}

// src/cli/plan-cache.ts
async function loadCacheForPlan() {
  const [{ cacheOutlook }, { cacheClauses }] = await Promise.all([
    import("./run-cache-outlook.js"),
    import("./report-cache-outlook.js")
  ]);
  return (world, context, settings) => cacheClauses(cacheOutlook(world, context, settings));
}

// src/run/cache-settings.ts
var DAY = 24 * 36e5;
var STANDARD = {
  store: "auto",
  path: void 0,
  size: 1e10,
  epoch: 1,
  maxAge: 14 * DAY,
  signers: [],
  unknown: void 0
};
function settingsOf(cache, home) {
  if (cache === false) return { ...STANDARD, store: "off" };
  if (cache === void 0) return STANDARD;
  return {
    store: cache.store ?? STANDARD.store,
    path: cache.path === void 0 ? void 0 : absolute(cache.path, home),
    size: cache.size ?? STANDARD.size,
    epoch: cache.epoch ?? STANDARD.epoch,
    maxAge: cache["max-age"] ?? STANDARD.maxAge,
    signers: (cache.signers ?? []).map(({ key, tier, name }) => ({ key, tier, name })),
    unknown: void 0
  };
}
function unknownSettings(why) {
  return { ...STANDARD, unknown: why };
}
function absolute(path, home) {
  const plain2 = path.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  return plain2.startsWith("~/") ? `${home.replace(/\/$/, "")}${plain2.slice(1)}` : plain2;
}

// src/run/context.ts
function tierOf(facts, trust, checkedOut) {
  if (facts.host === "local") {
    return { tier: "T0", reason: facts.ci ? "CI is set but the host is unknown" : "this is a local run" };
  }
  if (checkedOut !== void 0 && checkedOut !== facts.commit && !isChange(facts)) {
    return { tier: "T0", reason: "the commit that is checked out is not the one that this run is for" };
  }
  switch (facts.host) {
    case "github":
      return githubTier(facts, trust);
    case "gitlab":
      return gitlabTier(facts, trust);
  }
}
function isChange(facts) {
  return facts.host === "github" ? facts.event === "pull_request" : facts.source === "merge_request_event";
}
function githubTier(facts, trust) {
  switch (facts.event) {
    case "push":
    case "schedule":
    case "workflow_dispatch": {
      const tag = after2(facts.ref, "refs/tags/");
      if (tag !== void 0) return tagTier(tag, trust);
      const branch = after2(facts.ref, "refs/heads/");
      if (branch === void 0) return { tier: "T0", reason: `${facts.event} of an unknown ref` };
      if (matches(branch, trust.protected))
        return { tier: "T2", reason: `${facts.event} on protected ${branch}` };
      return { tier: "T1", reason: `${branch} is not a protected branch` };
    }
    case "merge_group":
      return { tier: "T1", reason: "a merge queue of this repository" };
    case "pull_request":
      if (facts.headRepository === void 0)
        return { tier: "T0", reason: "a pull request of unknown origin" };
      if (facts.headRepository === facts.repository)
        return { tier: "T1", reason: "a pull request of this repository" };
      return { tier: "T0", reason: `a pull request of a fork, ${facts.headRepository}` };
    default:
      return { tier: "T0", reason: `${facts.event || "an unnamed event"} is not trusted` };
  }
}
function gitlabTier(facts, trust) {
  if (facts.source === "merge_request_event") {
    if (facts.headRepository === void 0)
      return { tier: "T0", reason: "a merge request of unknown origin" };
    if (facts.headRepository === facts.repository)
      return { tier: "T1", reason: "a merge request of this project" };
    return { tier: "T0", reason: `a merge request of a fork, ${facts.headRepository}` };
  }
  if (!["push", "schedule", "web", "api"].includes(facts.source)) {
    return { tier: "T0", reason: `${facts.source || "an unnamed pipeline source"} is not trusted` };
  }
  const tag = after2(facts.ref, "refs/tags/");
  if (tag !== void 0) return tagTier(tag, trust);
  const branch = after2(facts.ref, "refs/heads/");
  if (branch === void 0) return { tier: "T0", reason: "a pipeline of an unknown ref" };
  if (!matches(branch, trust.protected)) return { tier: "T1", reason: `${branch} is not a protected branch` };
  if (!facts.refProtected) return { tier: "T1", reason: `GitLab says that ${branch} is not protected` };
  return { tier: "T2", reason: `a pipeline on protected ${branch}` };
}
function tagTier(tag, trust) {
  if (!matches(tag, trust.releaseTags)) return { tier: "T1", reason: `${tag} is not one of release-tags` };
  if (trust.tagOnProtected === true)
    return { tier: "T3", reason: `${tag} is a release tag on a protected branch` };
  const why = trust.tagOnProtected === false ? "lies on no protected branch" : "cannot be traced to a protected branch here";
  return { tier: "T1", reason: `the commit of ${tag} ${why}` };
}
function matches(name, patterns) {
  return patterns.some((pattern) => {
    const literal2 = pattern.replace(/[\\^$.|+?()[\]{}]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${literal2}$`, "s").test(name);
  });
}
function after2(ref, prefix) {
  return ref.startsWith(prefix) && ref.length > prefix.length ? ref.slice(prefix.length) : void 0;
}
function makeContext(facts, trust, workspace, git) {
  const { tier, reason } = tierOf(facts, trust, git?.commit);
  const forge = facts.host === "local" ? void 0 : facts;
  return {
    host: facts.host,
    ci: facts.host !== "local" || facts.ci,
    tier,
    tierReason: reason,
    workspace,
    repository: forge?.repositoryUrl ?? git?.remote,
    ref: forge?.ref ?? (git?.branch === void 0 ? void 0 : `refs/heads/${git.branch}`),
    commit: git?.commit ?? forge?.commit,
    dirty: git?.dirty ?? false,
    git,
    change: forge?.change,
    runUrl: forge?.runUrl,
    trigger: forge === void 0 ? void 0 : forge.host === "github" ? forge.event : forge.source,
    ...facts.image === void 0 ? {} : { image: facts.image }
  };
}

// src/clients/sigstore/oidc.ts
var AUDIENCE = "sigstore";
var TOKEN_LIMIT = 16 * 1024;
var TIMEOUT4 = 15e3;
async function githubToken(caller, url, bearer) {
  const service = "GitHub's token service";
  const address = URL.parse(url);
  if (address === null) {
    return err({ code: "sigstore-invalid", service, message: "its address is none" });
  }
  address.searchParams.set("audience", AUDIENCE);
  const answer = await ask2(
    caller,
    { service, doing: "say who this job is" },
    {
      method: "GET",
      url: address.href,
      headers: { authorization: `bearer ${bearer}`, accept: "application/json" },
      timeout: TIMEOUT4,
      secrets: [bearer]
    }
  );
  if (!answer.ok) return answer;
  const json = strictJson(answer.value.body);
  const token = json.ok ? fieldAt(json.value, "value") : void 0;
  return typeof token === "string" && token !== "" ? ok(token) : err({ code: "sigstore-invalid", service, message: "it holds no token" });
}
function tokenClaims(token) {
  if (token.length > TOKEN_LIMIT) return void 0;
  const [head, body, signature, ...rest] = token.split(".");
  if (rest.length > 0 || [head, body, signature].some((one) => !/^[A-Za-z0-9_-]+$/.test(one ?? ""))) {
    return void 0;
  }
  const json = strictJson(Buffer.from(body ?? "", "base64url"));
  return json.ok && isPlainObject(json.value) ? json.value : void 0;
}
function isFor(claims, audience) {
  const said5 = claims["aud"];
  return said5 === audience || Array.isArray(said5) && said5.includes(audience);
}
function subjectOf(claims) {
  const { email, email_verified: verified, sub } = claims;
  if (typeof email === "string" && email !== "" && (verified === true || verified === "true")) return email;
  return typeof sub === "string" && sub !== "" ? sub : void 0;
}

// src/signing/identity.ts
var GITLAB_TOKEN = "SIGSTORE_ID_TOKEN";
var GITHUB_REQUEST = {
  url: "ACTIONS_ID_TOKEN_REQUEST_URL",
  token: "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
};
var LEAST_LEFT = 1e4;
async function identityOf(place3, doors) {
  const found = await tokenOf(place3, doors);
  if (!found.ok) return found;
  const token = found.value.trim();
  const from = nameOf2(place3);
  const claims = tokenClaims(token);
  if (claims === void 0) return unusable2(from, "malformed", "what is there is no identity token (JWT)");
  return readIdentity(token, claims, from, doors.clock.now());
}
function readIdentity(token, claims, from, now) {
  if (!isFor(claims, AUDIENCE)) {
    const next = `ask for a token with the audience "${AUDIENCE}"`;
    return unusable2(from, "other-audience", `the token is not for ${AUDIENCE} (its "aud")`, next);
  }
  const { iss, exp } = claims;
  const subject = subjectOf(claims);
  if (typeof iss !== "string" || iss === "" || subject === void 0 || typeof exp !== "number") {
    return unusable2(
      from,
      "malformed",
      "the token does not say who it is for and who issued it, and until when"
    );
  }
  const expires = exp * 1e3;
  if (expires < now + LEAST_LEFT) return unusable2(from, "expired", "the token is over");
  return ok({ token, claims: { issuer: iss, subject, expires, all: claims } });
}
function tokenOf(place3, doors) {
  switch (place3.from) {
    case "github":
      return fromGithub(doors);
    case "gitlab": {
      const token = doors.variable(GITLAB_TOKEN);
      const next = `give the job "id_tokens: { ${GITLAB_TOKEN}: { aud: ${AUDIENCE} } }" in .gitlab-ci.yml`;
      return token === void 0 ? unusable2("GitLab", "absent", "the job lacks id_tokens", next) : ok(token);
    }
    case "variable": {
      const token = doors.variable(place3.name);
      return token === void 0 ? unusable2(nameOf2(place3), "absent", "it is not set") : ok(token);
    }
    case "file": {
      const text2 = doors.readText(place3.path, TOKEN_LIMIT);
      if (!text2.ok) return text2;
      return text2.value === void 0 ? unusable2(nameOf2(place3), "absent", "it is not there") : ok(text2.value);
    }
    case "command":
      return fromCommand(place3.program, place3.args, doors);
    default:
      return unreachable(place3);
  }
}
async function fromGithub(doors) {
  const url = doors.variable(GITHUB_REQUEST.url);
  const bearer = doors.variable(GITHUB_REQUEST.token);
  if (url !== void 0 && bearer !== void 0) return await githubToken(doors, url, bearer);
  return unusable2(
    "GitHub",
    "absent",
    "the job lacks id-token: write",
    'give the job "permissions: { id-token: write }" in the workflow; pull requests of forks never have it'
  );
}
async function fromCommand(program3, args, doors) {
  const printed = await doors.output(program3, args);
  return printed.ok ? printed : unusable2(program3, "command-failed", printed.failure.message);
}
function nameOf2(place3) {
  switch (place3.from) {
    case "github":
      return "GitHub";
    case "gitlab":
      return "GitLab";
    case "variable":
      return place3.name;
    case "file":
      return place3.path;
    case "command":
      return place3.program;
    default:
      return unreachable(place3);
  }
}
function unusable2(from, why, message, next) {
  return err({ code: "identity-unusable", from, why, message, ...next === void 0 ? {} : { next } });
}

// src/signing/problem.ts
function chooseSigner(facts) {
  if (facts.with === "key") return facts.key ? ok("key") : err(noKey());
  const problem2 = keylessProblem(facts);
  if (facts.with === "keyless") return problem2 === void 0 ? ok("keyless") : err(problem2);
  if (problem2 === void 0) return ok("keyless");
  if (facts.key) return ok("key");
  return err(facts.host === "local" ? noSigner() : problem2);
}
function keylessProblem(facts) {
  const { host, server, privateServices, token } = facts;
  if (!privateServices && host !== "local" && token !== "named" && !knowsPublic(host, server)) {
    return {
      code: "signing-impossible",
      why: "unknown-issuer",
      message: `the public Sigstore does not know ${hostOf3(server)}: it takes identities of github.com and gitlab.com, and of no forge of your own`,
      next: "sign with a key (signing: { with: key }), or name a private Sigstore (its signing config and trusted root)"
    };
  }
  if (token === void 0) return noIdentity(host);
  if (privateServices || facts.transparency === "public" || host === "local") return void 0;
  if (facts.visibility === void 0) {
    return {
      code: "signing-impossible",
      why: "visibility-unknown",
      message: "the forge does not say whether this repository is public, and the log of the public Sigstore shows its name to everybody for good",
      next: TRANSPARENCY
    };
  }
  return facts.visibility === "public" ? void 0 : privateRepository();
}
function privateRepository() {
  return {
    code: "signing-impossible",
    why: "private-repository",
    message: "this repository is private, and the log of the public Sigstore would show its name, branches and workflows to everybody for good",
    next: TRANSPARENCY
  };
}
function visibilityOf2(claims) {
  const said5 = claims["repository_visibility"] ?? claims["project_visibility"];
  return typeof said5 === "string" ? said5 : void 0;
}
var TRANSPARENCY = 'write "transparency: public" below "signing" if that may be, or sign with a key (signing: { with: key })';
var KNOWN = {
  github: ["github.com"],
  gitlab: ["gitlab.com", "gitlab.archlinux.org", "dev.gitlab.org", "ops.gitlab.net"]
};
function knowsPublic(host, server) {
  const url = server === void 0 ? null : URL.parse(server);
  return url?.protocol === "https:" && KNOWN[host].includes(url.host);
}
function hostOf3(server) {
  return (server === void 0 ? null : URL.parse(server))?.host ?? "this forge";
}
function noIdentity(host) {
  return { code: "signing-impossible", why: "no-identity", ...NO_IDENTITY[host] };
}
var NO_IDENTITY = {
  github: {
    message: "the job lacks id-token: write, so GitHub does not say who it is",
    next: 'give the job "permissions: { id-token: write }" in the workflow'
  },
  gitlab: {
    message: "the job lacks id_tokens, so GitLab does not say who it is",
    next: 'give the job "id_tokens: { SIGSTORE_ID_TOKEN: { aud: sigstore } }" in .gitlab-ci.yml'
  },
  local: {
    message: "nothing here says who signs: there is no token at a desk",
    next: "sign with a key (sealsmith keys generate), or name a token file or command"
  }
};
function noKey() {
  return {
    code: "signing-impossible",
    why: "no-signer",
    message: "there is no key to sign with",
    next: "sealsmith keys generate makes one; set SEALSMITH_SIGNING_KEY, or name its file"
  };
}
function noSigner() {
  return {
    code: "signing-impossible",
    why: "no-signer",
    message: "there is neither an identity nor a key to sign with",
    next: "sealsmith keys generate makes a key; set SEALSMITH_SIGNING_KEY, or name its file"
  };
}

// src/run/evidence-facts.ts
function evidenceFacts(world, host, { signing, verify: verify3 }) {
  const has2 = (name) => (world.env[name] ?? world.secrets.get(name) ?? "") !== "";
  const spoken = signing !== void 0 || has2(KEY_VARIABLE);
  return {
    signer: spoken ? signingPlan(has2, host, signing ?? {}) : void 0,
    expected: verify3 === void 0 ? void 0 : JSON.parse(JSON.stringify(verify3)),
    trustedRoots: typeof signing?.services === "object" ? [signing.services["trusted-root"]] : []
  };
}
function signingPlan(has2, host, section2) {
  const key = placeOf3(section2.key) ?? { from: "variable", name: KEY_VARIABLE };
  const token = tokenOf2(section2, host);
  const services = servicesOf2(section2);
  const chosen2 = chooseSigner({
    host: host.host,
    server: host.host === "local" ? void 0 : originOf(host.repositoryUrl),
    visibility: host.host === "local" ? void 0 : host.visibility,
    with: section2.with ?? "auto",
    privateServices: services?.kind === "config",
    transparency: section2.transparency,
    token: section2.token !== void 0 ? "named" : forgeToken(has2, host) ? "forge" : void 0,
    key: key.from === "file" ? section2.key !== void 0 : has2(key.name)
  });
  if (!chosen2.ok) return err(chosen2.failure);
  const { log = false, timestamp: timestamp2 = false } = section2;
  const password = placeOf3(section2.password);
  const settings = chosen2.value === "key" ? { with: "key", key, password, services, log, timestamp: timestamp2 } : {
    with: "keyless",
    token,
    services: services ?? { kind: "public" },
    transparency: section2.transparency
  };
  const grants = chosen2.value === "key" ? [...secretGrants(key), ...passwordGrants(password, has2)] : [...section2.token === void 0 ? ["identity"] : [], ...tokenGrants(token)];
  return ok({
    with: chosen2.value,
    settings: JSON.parse(JSON.stringify(settings)),
    formats: section2.formats ?? (chosen2.value === "key" ? ["bundle", "legacy"] : ["bundle"]),
    grants,
    files: filesOf(section2),
    github: chosen2.value === "keyless" && section2.github === true ? githubStore(host) : void 0
  });
}
function githubStore(host) {
  if (host.host !== "github") return void 0;
  const origin = originOf(host.repositoryUrl) ?? "";
  const api = origin === "https://github.com" ? "https://api.github.com" : `${origin}/api/v3`;
  return { api, repository: host.repository };
}
var IDENTITY_VARIABLES = [GITHUB_REQUEST.url, GITHUB_REQUEST.token, GITLAB_TOKEN];
function forgeToken(has2, { host }) {
  if (host === "github") return has2(GITHUB_REQUEST.url) && has2(GITHUB_REQUEST.token);
  return host === "gitlab" && has2(GITLAB_TOKEN);
}
function tokenOf2({ token }, { host }) {
  if (token === void 0) return host === "github" ? { from: "github" } : { from: "gitlab" };
  if ("variable" in token) return { from: "variable", name: token.variable };
  if ("file" in token) return { from: "file", path: token.file };
  const [program3 = "", ...args] = token.command;
  return { from: "command", program: program3, args };
}
function servicesOf2({ services }) {
  if (services === void 0) return void 0;
  return services === "public" ? { kind: "public" } : { kind: "config", path: services.config };
}
function placeOf3(said5) {
  if (said5 === void 0) return void 0;
  return "variable" in said5 ? { from: "variable", name: said5.variable } : { from: "file", path: said5.file };
}
function secretGrants(place3) {
  return place3.from === "variable" ? [`secret:${place3.name}`] : [];
}
function passwordGrants(place3, has2) {
  if (place3 !== void 0) return secretGrants(place3);
  return PASSWORD_VARIABLES.filter(has2).map((name) => `secret:${name}`);
}
function tokenGrants(place3) {
  return place3.from === "variable" ? secretGrants(place3) : [];
}
function filesOf({ key, password, services }) {
  const named2 = [
    ...[key, password].flatMap((place3) => place3 !== void 0 && "file" in place3 ? [place3.file] : []),
    ...typeof services === "object" ? [services.config, services["trusted-root"]] : []
  ];
  return named2.flatMap((path) => workspacePath(path) ?? []);
}
function originOf(url) {
  return URL.parse(url)?.origin;
}

// src/core/step.ts
var VERBS = ["install", "lint", "test", "build-binary"];
var STEP_NAMES = [...VERBS, "containerize", "push", "sign", "attest", "verify"];
var SKIP_CODES = [
  "switched-off",
  "nothing-to-do",
  "needs-tool",
  "needs-entry",
  "needs-naming",
  "needs-secret",
  "needs-image",
  "needs-tier",
  "needs-signer",
  "needs-expectations"
];
var NO_IMAGE = {
  name: void 0,
  dockerfile: void 0,
  lock: void 0,
  docker: void 0
};

// src/run/image-facts.ts
var DOCKERFILE_LIMIT = 256 * 1024;
var USUAL = "Dockerfile";
function imageOptions(config) {
  return config.steps?.["containerize"];
}
function makesImage(world, workspace, config) {
  const options = imageOptions(config);
  if (options === false) return false;
  const said5 = options?.layers ?? options?.from ?? options?.dockerfile;
  return said5 !== void 0 || world.files.kind(`${workspace}/${USUAL}`) === "file";
}
function imageTools(world, workspace, config) {
  const options = imageOptions(config);
  if (options === false) return [];
  const dockerfile = options === void 0 || options.layers === void 0;
  if (options === void 0 && world.files.kind(`${workspace}/${USUAL}`) !== "file") return [];
  return [...dockerfile ? ENGINE_REQUESTS : [], ...imageRequests(options)];
}
async function imageFacts2(world, workspace, config, tools) {
  const options = imageOptions(config);
  if (options === false) return ok(NO_IMAGE);
  const path = options?.dockerfile ?? USUAL;
  const other = options?.layers !== void 0 || options?.from !== void 0;
  const text2 = other ? ok(void 0) : world.files.readText(`${workspace}/${path}`, DOCKERFILE_LIMIT);
  if (!text2.ok) return text2;
  const lock = world.files.readText(`${workspace}/${LOCK_FILE}`);
  if (!lock.ok) return lock;
  const dockerfile = text2.value === void 0 ? void 0 : { path, text: text2.value };
  const asked = dockerfile !== void 0 || options?.check !== void 0;
  const docker = asked ? tools.get("docker") : void 0;
  return ok({
    name: options?.image,
    dockerfile,
    lock: lock.value,
    docker: docker === void 0 ? void 0 : await dockerAnswers(world, docker)
  });
}
async function dockerAnswers({ processes: processes2, env, home }, docker) {
  const said5 = Object.fromEntries(
    ["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"].flatMap(
      (name) => env[name] === void 0 ? [] : [[name, env[name]]]
    )
  );
  const settings = { DOCKER_CONFIG: env["DOCKER_CONFIG"] || `${home}/.docker` };
  const asked = await processes2.ask(docker.path, ["version", "--format", "{{.Server.Version}}"], {
    ...settings,
    ...said5
  });
  return asked.ok && asked.value.exit === 0;
}

// src/toolchains/commands.ts
var commands = {
  name: "commands",
  summary: "nothing is detected; steps.<step>.run says what each step does",
  detect: () => ok(void 0)
};

// src/toolchains/go/stores.ts
var MODULES = {
  name: "go-modules",
  env: ["GOMODCACHE"],
  keeps: ["cache/download/**/@v/*.zip", "cache/download/**/@v/*.mod", "cache/download/**/@v/*.info"],
  // With GOTOOLCHAIN=local no other Go is ever started; the signed tree of the checksum database is a download away.
  leaves: ["cache/download/golang.org/toolchain", "cache/download/sumdb"],
  checked: true
};
var BUILDS = {
  name: "go-build",
  env: ["GOCACHE"],
  keeps: ["[0-9a-f][0-9a-f]/*-[ad]"],
  leaves: [],
  checked: false
};
var GO_STORES = [MODULES, BUILDS];

// src/toolchains/go/tools.ts
var GET2 = "install Go (go.dev/dl) and put it first on PATH";
function goRequests({ golangci }) {
  const requests = [
    toolRequest("go", GET2, { versionArgs: ["version"], versionPattern: /\bgo(\d+(?:\.\d+)+\S*)/ }),
    // It has no version of its own to tell: it comes with Go.
    toolRequest("gofmt", GET2, { versionArgs: [] })
  ];
  if (golangci !== void 0) requests.push(toolRequest("golangci-lint", "see golangci-lint.run (install)"));
  return requests;
}
function goTool({ mod }, facts, wantedBy) {
  const tool = facts.tools.get("go");
  const wanted = mod.go === void 0 ? "Go" : `Go ${mod.go} or later (go.mod)`;
  if (tool === void 0) return err({ code: "tool-missing", tool: wanted, wantedBy, get: GET2 });
  if (mod.go === void 0 || !isOlder(tool.version, mod.go)) return ok(tool);
  const get = `found ${tool.version} at ${tool.path}; ${GET2}`;
  return err({ code: "tool-missing", tool: wanted, wantedBy, get });
}
function machineTool(name, facts, wantedBy) {
  const tool = facts.tools.get(name);
  if (tool !== void 0) return ok(tool);
  const get = name === "gofmt" ? "it comes with Go: put its folder on PATH" : "see golangci-lint.run (install)";
  return err({ code: "tool-missing", tool: name, wantedBy, get });
}
function isOlder(version, than) {
  const [a, b] = [version, than].map((text2) => text2.split(/[.a-z-]/).map(Number));
  for (let at3 = 0; at3 < 3; at3 += 1) {
    const difference = (a?.[at3] ?? 0) - (b?.[at3] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
function goEnv({ vendored }) {
  return { GOTOOLCHAIN: "local", GOFLAGS: vendored ? "-mod=vendor" : "-mod=readonly -modcacherw" };
}
var OFFLINE = { GOPROXY: "off", GOSUMDB: "off" };
var GO_FORWARDS = [
  ...NETWORK_FORWARDS,
  ...["GOPROXY", "GONOPROXY", "GOSUMDB", "GONOSUMDB", "GOPRIVATE", "GOINSECURE", "GOVCS", "GOAUTH"],
  ...["GOENV", "NETRC", "GIT_CONFIG_GLOBAL", "GIT_SSL_CAINFO"]
];

// src/toolchains/go/build-binary.ts
var BUILD = ["build", "-trimpath", "-buildvcs=false", "-ldflags=-buildid="];
function planBuildBinary(project, facts, options) {
  const wrong = wrongOption(options);
  if (wrong !== void 0) return err({ code: "usage", message: wrong });
  const { programs, cgo } = project.sources();
  const entry2 = options.entry === void 0 ? programs[0] : packagePath(options.entry);
  if (entry2 === void 0)
    return skip("needs-entry", "no main package at the top or below cmd/, and no steps.build-binary.entry");
  if (options.entry === void 0 && programs.length > 1) {
    return skip(
      "needs-entry",
      `several programs, steps.build-binary.entry says which: ${programs.join(", ")}`
    );
  }
  const go2 = goTool(project, facts, "build-binary");
  if (!go2.ok) return go2;
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const name = binaryName(options.name ?? programName(entry2, project.mod.module));
  const plan2 = { name, machine: facts.machine, program: name, check: options.check };
  const say2 = explainer(facts, "build-binary");
  return oneJob(
    {
      step: "build-binary",
      commands: [
        { tool: "go", args: [...BUILD, "-o", posix.join(DIST_FOLDER, name), entry2] },
        ...binaryCommands(plan2)
      ],
      tools: [go2.value, self],
      params: { entry: entry2, name },
      stores: GO_STORES,
      // A program without C runs wherever the kernel does; the variable can be given in the configuration too.
      env: { ...OFFLINE, CGO_ENABLED: cgo === void 0 ? "0" : "1" },
      ...BINARY_PLACES,
      gives: ["binary"]
    },
    {
      explained: [
        say2("entry", entry2, "entry", "go.mod"),
        say2("name", name, "name"),
        say2("C code", cgo === void 0 ? "none: CGO_ENABLED=0" : `${cgo}: CGO_ENABLED=1`, "env", cgo),
        ...options.check === void 0 ? [] : [say2("check", `port ${options.check.port}, ${options.check.path}`, "check")]
      ],
      finish: finishBinary(plan2)
    }
  );
}
function wrongOption({ with: wanted, layout, data }) {
  if (wanted !== void 0 && wanted !== "go")
    return `steps.build-binary.with is ${wanted}, but Go programs are built by go`;
  if (layout === "one-folder")
    return "steps.build-binary.layout is one-folder, but a Go program is always one file";
  if (data !== void 0)
    return "steps.build-binary.data is for Python; a Go program takes its data in with embed";
  return void 0;
}
function packagePath(entry2) {
  const folder = entry2.endsWith(".go") ? posix.dirname(entry2) : entry2;
  const path = workspacePath(folder);
  return path === void 0 ? "." : `./${path}`;
}
function programName(entry2, module) {
  const path = entry2 === "." ? module : entry2;
  return path.split("/").filter((part2) => !/^v\d+$/.test(part2)).at(-1) ?? "program";
}

// src/toolchains/go/install.ts
function planInstall(project, facts, options) {
  if (options.with !== void 0) {
    return err({
      code: "usage",
      message: `steps.install.with is ${options.with}, but Go modules are installed by go`
    });
  }
  if (options.scripts !== void 0) {
    return err({
      code: "usage",
      message: "steps.install.scripts is for Node: Go modules run nothing when they are installed"
    });
  }
  const { mod, vendored, hasSums } = project;
  if (mod.requires.length === 0) return skip("nothing-to-do", "go.mod requires nothing");
  if (!vendored && !hasSums && mod.requires.some(({ name }) => !mod.local.has(name))) {
    return err({
      code: "project-invalid",
      file: "go.mod",
      message: "requires modules, but there is no go.sum with their hashes",
      next: "run: go mod tidy, and commit go.sum"
    });
  }
  const tool = goTool(project, facts, "install");
  if (!tool.ok) return tool;
  const say2 = explainer(facts, "install");
  return oneJob(
    {
      step: "install",
      tools: [tool.value],
      inputs: ["go.mod", "go.sum", "go.work", "go.work.sum", ...vendored ? ["vendor"] : []],
      stores: GO_STORES,
      needs: [],
      gives: ["deps"],
      // What it checks lies outside the workspace, where others may have been: it is looked at each time.
      cache: "never",
      ...vendored ? FROM_VENDOR : FROM_PROXY
    },
    {
      explained: [
        say2("installer", `go ${tool.value.version}`, void 0, "go.mod"),
        say2(
          "modules",
          vendored ? "copies in vendor/" : "as go.sum has them",
          void 0,
          vendored ? "vendor/modules.txt" : "go.sum"
        )
      ],
      finish: finishInstall(project)
    }
  );
}
var FROM_PROXY = {
  commands: [
    { tool: "go", args: ["mod", "download"] },
    { tool: "go", args: ["mod", "verify"] }
  ],
  forwards: GO_FORWARDS,
  grants: ["network"]
};
var FROM_VENDOR = {
  commands: [{ tool: "go", args: ["list", "./..."] }],
  env: OFFLINE
};
function finishInstall({ mod, vendored, hasSums }) {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine(io.tail), remarks: [] });
    const paths = ["go.mod", ...hasSums ? ["go.sum"] : []];
    const evidence = all(
      await Promise.all(
        paths.map(async (path) => {
          const digest = await io.files.digest(posix.join(io.workspace, path));
          return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
        })
      )
    );
    if (!evidence.ok) return evidence;
    const hashesChecked = hasSums && !vendored;
    const packages = mod.requires.toSorted((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const count3 = `${packages.length} ${packages.length === 1 ? "module" : "modules"} by go`;
    const local2 = [...mod.local];
    return ok({
      facts: {
        deps: { manager: "go", packages, hashesChecked, scriptsWithheld: [], evidence: evidence.value }
      },
      summary: hashesChecked ? `${count3}, hashes checked` : count3,
      remarks: [
        ...vendored ? ["modules are the copies in vendor/, as they were committed"] : [],
        ...local2.length === 0 ? [] : [`replaced by a folder, without a hash: ${local2.join(", ")}`]
      ]
    });
  };
}

// src/toolchains/go/lint.ts
var VET = { tool: "go", args: ["vet", "./..."] };
var GOLANGCI = { tool: "golangci-lint", args: ["run", "./..."] };
var GOFMT = {
  tool: "sealsmith",
  args: [
    ...["internal", "expect-silence"],
    ...["--because", "these files are not formatted; gofmt -w formats them", "--ignore", "vendor/"],
    ...["--", "gofmt", "-l", "."]
  ]
};
function planLint(project, facts, options) {
  const { golangci } = project;
  const wanted = options.with;
  if (wanted !== void 0 && wanted !== "vet" && wanted !== "golangci-lint") {
    return err({
      code: "usage",
      message: `steps.lint.with is ${wanted}, but Go is read by vet or golangci-lint`
    });
  }
  const go2 = goTool(project, facts, "lint");
  if (!go2.ok) return go2;
  const usual = wanted === "golangci-lint" ? ok(void 0) : machineTool("gofmt", facts, "lint");
  if (!usual.ok) return usual;
  const golangciThere = facts.tools.has("golangci-lint") && golangci !== void 0;
  const extra = wanted === "golangci-lint" || wanted === void 0 && golangciThere ? machineTool("golangci-lint", facts, "lint") : ok(void 0);
  if (!extra.ok) return extra;
  const self = facts.tools.get("sealsmith");
  const gofmt = usual.value;
  const commands2 = [
    ...gofmt === void 0 ? [] : [VET, GOFMT],
    ...extra.value === void 0 ? [] : [GOLANGCI]
  ];
  const tools = [go2.value, gofmt, extra.value, gofmt === void 0 ? void 0 : self].filter(
    (tool) => tool !== void 0
  );
  const say2 = explainer(facts, "lint");
  const names3 = [
    ...gofmt === void 0 ? [] : ["vet", "gofmt"],
    ...extra.value === void 0 ? [] : ["golangci-lint"]
  ];
  return oneJob(
    { step: "lint", commands: commands2, tools, stores: GO_STORES, env: OFFLINE },
    {
      explained: [say2("linter", names3.join(", "), "with", extra.value === void 0 ? "go.mod" : golangci)],
      finish: finishLint(names3, wanted === void 0 && !golangciThere ? golangci : void 0)
    }
  );
}
function finishLint(names3, unread) {
  const remarks2 = unread === void 0 ? [] : [`${unread} is there, but golangci-lint is not on this machine: it did not run`];
  return async () => ok({ facts: {}, summary: names3.join(", "), remarks: remarks2 });
}

// src/toolchains/go/go-mod.ts
function readGoMod(text2) {
  let module;
  let go2;
  let block;
  const requires = [];
  const local2 = /* @__PURE__ */ new Set();
  for (const [index, raw] of text2.split("\n").entries()) {
    const words = wordsOf2(raw);
    if (words.length === 0) continue;
    if (block !== void 0 && words[0] === ")") {
      block = void 0;
      continue;
    }
    const [verb, ...rest] = block === void 0 ? words : [block, ...words];
    if (block === void 0 && rest.length === 1 && rest[0] === "(") {
      block = verb;
      continue;
    }
    const [first, second] = rest;
    if (verb === "module") module = first;
    else if (verb === "go") go2 = first;
    else if (verb === "replace") {
      const target = rest[rest.indexOf("=>") + 1] ?? "";
      if (first !== void 0 && /^\.{0,2}\//.test(target)) local2.add(first);
    } else if (verb === "require") {
      if (first === void 0 || second === void 0)
        return err(broken(index + 1, "a requirement is a path and a version"));
      requires.push({ name: first, version: second });
    }
  }
  if (module === void 0) return err(broken(1, "has no module line"));
  return ok({ module, go: go2, requires, local: local2 });
}
function broken(line, message) {
  return {
    code: "project-invalid",
    file: `go.mod:${line}`,
    message,
    next: "correct go.mod; go mod edit -fmt checks it"
  };
}
function wordsOf2(line) {
  const words = line.replace(/\/\/.*$/, "").match(/"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|[^\s()"`]+/g) ?? [];
  return words.map((word) => /^["`]/.test(word) ? word.slice(1, -1) : word);
}

// src/toolchains/go/sources.ts
var PROGRAM_DEPTH = 2;
var DEPTH = 12;
function readSources(tree2) {
  const programs = [];
  let test2;
  let cgo;
  const waiting = [{ folder: "", depth: 0 }];
  for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
    const { folder, depth } = next;
    const below3 = (name) => folder === "" ? name : `${folder}/${name}`;
    let isProgram = false;
    for (const { name, kind } of tree2.list(folder)) {
      if (kind === "folder" && depth < DEPTH && !isLeftOut(tree2, below3(name), name)) {
        waiting.push({ folder: below3(name), depth: depth + 1 });
      }
      if (kind !== "file" || !name.endsWith(".go") || /^[._]/.test(name)) continue;
      if (name.endsWith("_test.go")) {
        test2 ??= below3(name);
        continue;
      }
      const text2 = tree2.text(below3(name));
      const code2 = text2.ok ? text2.value ?? "" : "";
      if (/^\/\/go:build ignore\b/m.test(code2)) continue;
      if (/^import "C"|^\s+"C"$/m.test(code2)) cgo ??= below3(name);
      isProgram ||= /^package main\b/m.test(code2);
    }
    const usual = depth === 0 || folder === "cmd" || folder.startsWith("cmd/") && depth <= PROGRAM_DEPTH;
    if (isProgram && usual) programs.push(folder === "" ? "." : `./${folder}`);
  }
  return { programs, test: test2, cgo };
}
function isLeftOut(tree2, path, name) {
  return /^[._]/.test(name) || ["vendor", "testdata", "node_modules"].includes(name) || tree2.has(`${path}/go.mod`);
}

// src/toolchains/go/project.ts
function readProject(tree2) {
  const text2 = tree2.text("go.mod");
  if (!text2.ok) return text2;
  if (text2.value === void 0) return ok(void 0);
  const mod = readGoMod(text2.value);
  if (!mod.ok) return mod;
  let sources;
  return ok({
    mod: mod.value,
    vendored: tree2.has("vendor/modules.txt"),
    hasSums: tree2.has("go.sum"),
    golangci: tree2.list("").find(({ name }) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(name))?.name,
    sources: () => {
      sources ??= readSources(tree2);
      return sources;
    }
  });
}

// src/toolchains/junit-report.ts
var REPORT_LIMIT = 64 * 1024 * 1024;
var LINES2 = 3;
var WIDTH2 = 300;
function reportOf(io, path, reader) {
  const text2 = io.files.readText(posix.join(io.workspace, path), REPORT_LIMIT);
  if (!text2.ok && io.succeeded) return text2;
  const xml = text2.ok ? text2.value : void 0;
  const junit = xml === void 0 ? void 0 : readJunit(xml);
  if (junit === void 0) {
    if (xml === void 0 || !io.succeeded)
      return ok({ facts: {}, summary: io.succeeded ? "passed" : lastLine(io.tail), remarks: [] });
    return err({ code: "output-invalid", job: "test", path, message: "is no JUnit report" });
  }
  const { tests, passed: passed2, failed: failed2, skipped: skipped2, cases } = junit;
  const nameOf6 = reader.name ?? ((one) => reader.plain(one.name));
  return ok({
    facts: { junit: { tests, passed: passed2, failed: failed2, skipped: skipped2, evidence: [] } },
    summary: countsText(junit),
    remarks: [],
    tests: {
      failed: cases.filter((one) => one.outcome === "failed").map((one) => ({
        name: nameOf6(one),
        ...reader.place(one),
        message: shortened(reader.message?.(one) ?? reader.plain(one.message))
      })),
      slowest: slowest2({ cases: cases.map((one) => ({ ...one, name: nameOf6(one) })) })
    }
  });
}
function insideWorkspace(path, workspace) {
  const relative3 = posix.isAbsolute(path) ? posix.relative(workspace, path) : posix.normalize(path);
  return relative3 === "" || relative3 === ".." || relative3.startsWith("../") ? void 0 : relative3;
}
function shortened(message) {
  const lines2 = message.split("\n").filter((line) => line.trim() !== "");
  return lines2.slice(0, LINES2).map((line) => line.length > WIDTH2 ? `${line.slice(0, WIDTH2 - 1)}…` : line).join("\n");
}

// src/toolchains/go/test.ts
var WORK3 = ".sealsmith/work/test";
var REPORT = `${WORK3}/junit.xml`;
function planTest(project, facts, options) {
  if (options.with !== void 0) {
    return err({ code: "usage", message: `steps.test.with is ${options.with}, but Go is tested by go test` });
  }
  const { test: test2 } = project.sources();
  if (test2 === void 0) return skip("nothing-to-do", "no _test.go files");
  const go2 = goTool(project, facts, "test");
  if (!go2.ok) return go2;
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const run3 = ["go", "test", "-count=1", "-json", "./..."];
  const args = ["internal", "gotest", "--module", project.mod.module, "--report", REPORT, "--", ...run3];
  const say2 = explainer(facts, "test");
  return oneJob(
    {
      step: "test",
      commands: [{ tool: "sealsmith", args }],
      tools: [go2.value, self],
      stores: GO_STORES,
      env: OFFLINE,
      outputs: [WORK3],
      gives: ["junit"]
    },
    {
      explained: [say2("runner", "go test ./...", void 0, test2)],
      // The report is our own: it says places as they are, relative to the workspace.
      finish: async (io) => reportOf(io, REPORT, { plain: (text2) => text2, place: ({ file, line }) => ({ file, line }) }),
      progress: goTestProgress
    }
  );
}
function goTestProgress() {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  const parents = /* @__PURE__ */ new Set();
  return (line) => {
    const [, verdict, name = ""] = /^\s*--- (PASS|FAIL|SKIP): (\S+)/.exec(line) ?? [];
    if (verdict === void 0) return void 0;
    const end = name.lastIndexOf("/");
    if (end > 0) parents.add(name.slice(0, end));
    if (parents.has(name)) return void 0;
    if (verdict === "PASS") seen.passed += 1;
    else if (verdict === "FAIL") seen.failed += 1;
    else seen.skipped += 1;
    return countsText(seen);
  };
}

// src/toolchains/go/index.ts
var PLANS = {
  install: planInstall,
  lint: planLint,
  test: planTest,
  "build-binary": planBuildBinary
};
var go = {
  name: "go",
  summary: "go.mod: modules checked against go.sum; vet, gofmt, golangci-lint; go test; go build",
  detect(tree2) {
    const project = readProject(tree2);
    if (!project.ok) return project;
    return ok(project.value === void 0 ? void 0 : asProject(project.value));
  }
};
function asProject(project) {
  return {
    toolchain: "go",
    name: moduleName(project.mod.module),
    file: "go.mod",
    requests: goRequests(project),
    bins: [],
    env: goEnv(project),
    stores: GO_STORES,
    forwards: GO_FORWARDS,
    // Everything is in the program.
    runtime: void 0,
    plan: (verb, facts, options) => PLANS[verb](project, facts, options)
  };
}
function moduleName(path) {
  const parts = path.split("/").filter((part2) => !/^v\d+$/.test(part2));
  return parts.at(-1) ?? path;
}

// src/toolchains/node/entry.ts
function findEntry({ json, tree: tree2 }, wanted) {
  if (wanted !== void 0) return present(tree2.has(wanted), wanted, void 0, "steps.build-binary.entry");
  const programs = [...new Set(json.programs.values())];
  const named2 = json.name === void 0 ? void 0 : json.programs.get(json.name.split("/").at(-1) ?? "");
  const program3 = named2 ?? (programs.length === 1 ? programs[0] : void 0);
  if (program3 !== void 0)
    return present(tree2.has(program3), program3, "package.json", "bin of package.json");
  if (programs.length > 1) {
    return {
      kind: "none",
      why: `several programs, steps.build-binary.entry says which: ${programs.join(", ")}`
    };
  }
  const isProgram = json.private || json.scripts.has("start");
  if (json.main !== void 0 && isProgram)
    return present(tree2.has(json.main), json.main, "package.json", "main of package.json");
  if (json.main !== void 0)
    return {
      kind: "none",
      why: 'main of package.json is a library; "bin" or steps.build-binary.entry names a program'
    };
  return { kind: "none", why: 'neither "bin" nor "main" in package.json, and no steps.build-binary.entry' };
}
function present(there, path, file, source2) {
  const place3 = workspacePath(path);
  if (place3 === void 0) return { kind: "none", why: `${source2} leads outside: ${path}` };
  return there ? { kind: "found", path: place3, file } : { kind: "none", why: `${source2} is ${path}, which is not in the project` };
}
function needsBundler({ json, tree: tree2 }, path) {
  if (/\.[cm]?tsx?$|\.jsx$/.test(path)) return `${path} is not plain JavaScript`;
  if (path.endsWith(".mjs") || json.module && !path.endsWith(".cjs")) return `${path} is an ES module`;
  if (json.runtime.length > 0) return `the program has dependencies (${json.runtime.slice(0, 3).join(", ")})`;
  const text2 = tree2.text(path);
  const other = /\b(?:require|import)\s*\(\s*(['"`])(\.{1,2}\/[^'"`]*)\1/.exec(
    text2.ok ? text2.value ?? "" : ""
  )?.[2];
  return other === void 0 ? void 0 : `${path} loads ${other}`;
}

// src/toolchains/node/locks.ts
var SETTINGS = {
  npm: [".npmrc"],
  pnpm: [".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs", "patches"],
  yarn: [".yarnrc.yml", ".yarn/releases", ".yarn/plugins", ".yarn/patches", ".yarn/cache"],
  "yarn-1": [".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn/releases"]
};
function lockPaths(project, lock) {
  const { json, manager, members, tree: tree2 } = project;
  const packages = [{ folder: "", json }, ...members];
  const inputs = /* @__PURE__ */ new Set([lock, ...SETTINGS[manager.name]]);
  for (const { folder, json: one } of packages) {
    inputs.add(posix.join(folder, "package.json"));
    for (const range of one.dependencies.values()) {
      const local2 = /^(?:(?:file|link|portal):|(?=\.\.?\/))(.+)$/.exec(range)?.[1];
      const path = local2 === void 0 ? void 0 : workspacePath(posix.join(folder, local2));
      if (path !== void 0) inputs.add(path);
    }
  }
  const nested = members.length === 0 ? ok([]) : nestedModules(project, tree2.text(lock));
  if (!nested.ok) return nested;
  const installed = project.layout === "node_modules" ? ["node_modules", ...nested.value] : plugAndPlay(project);
  const state = manager.name === "yarn" ? [".yarn/install-state.gz"] : [];
  return ok({ inputs: [...inputs], outputs: [...installed, ...state] });
}
function plugAndPlay({ manager }) {
  return manager.yarn.keepsArchives ? [] : [".pnp.cjs"];
}
function nestedModules({ manager, members }, text2) {
  if (!text2.ok) return text2;
  switch (manager.name) {
    case "pnpm":
      return ok(
        members.filter(({ json }) => json.dependencies.size > 0).map(({ folder }) => `${folder}/node_modules`)
      );
    case "npm": {
      const keys = Object.keys(npmPackages(text2.value ?? "") ?? {});
      const holds = (folder) => keys.some((key) => key.startsWith(`${folder}/node_modules/`));
      return ok(members.filter(({ folder }) => holds(folder)).map(({ folder }) => `${folder}/node_modules`));
    }
    case "yarn":
    case "yarn-1":
      return ok([]);
  }
}
function withoutHashes(name, text2) {
  const names3 = LISTS[name](text2);
  return names3 === void 0 ? void 0 : [...new Set(names3)].sort();
}
function pinsEverything(name, text2) {
  return withoutHashes(name, text2)?.length === 0 && !WEAK[name](text2);
}
var WEAK = {
  // Without an address npm asks the registry's document, which may be one of the store: it leads wherever it likes.
  npm: (text2) => !/"packages"\s*:/.test(text2) || Object.entries(npmPackages(text2) ?? {}).some(([key, entry2]) => {
    const elsewhere2 = key === "" || entry2["link"] === true || entry2["inBundle"] === true;
    const inTree = !key.includes("node_modules/");
    const sound = /(?:^|\s)sha(?:256|384|512)-/.test(String(entry2["integrity"]));
    return !elsewhere2 && !inTree && (!sound || typeof entry2["resolved"] !== "string");
  }),
  pnpm: (text2) => /\bintegrity: sha1-/.test(text2),
  yarn: () => false,
  "yarn-1": (text2) => /^ {2}integrity (?:sha1-\S+\s*)*$/m.test(text2)
};
var LISTS = {
  npm(text2) {
    const packages = npmPackages(text2);
    if (packages === void 0) return void 0;
    return Object.entries(packages).flatMap(([key, entry2]) => {
      const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(key)?.[1];
      const known = typeof entry2["integrity"] === "string" || entry2["link"] === true || entry2["inBundle"] === true;
      return name === void 0 || known ? [] : [name];
    });
  },
  pnpm(text2) {
    if (!/^lockfileVersion:/m.test(text2)) return void 0;
    const entries = text2.matchAll(
      /^ {2}['"]?\/?((?:@[^@/\s]+\/)?[^@/\s'"]+)[^\n]*:\r?\n {4}resolution: \{([^}]*)\}/gm
    );
    return [...entries].flatMap(
      ([, name = "", resolution = ""]) => /\bintegrity:/.test(resolution) ? [] : [name]
    );
  },
  yarn: (text2) => /^__metadata:/m.test(text2) ? yarnEntries(text2).flatMap(
    ({ name, block }) => (
      // What is optional and for some platforms only (`conditions:`) has none, and is taken as it comes.
      /^ {2}checksum:/m.test(block) ? [] : [name]
    )
  ) : void 0,
  "yarn-1"(text2) {
    if (!/^# yarn lockfile v1$/m.test(text2)) return void 0;
    return text2.split(/\r?\n\r?\n/).flatMap((block) => {
      const name = /^"?((?:@[^@/\s]+\/)?[^@\s"]+)@/m.exec(block)?.[1];
      const known = !/^ {2}resolved /m.test(block) || /^ {2}integrity /m.test(block);
      return name === void 0 || known ? [] : [name];
    });
  }
};
function yarnPackages(text2) {
  return yarnEntries(text2).flatMap(({ name, block }) => {
    const version = /^ {2}version: "?([^\s"]+)"?$/m.exec(block)?.[1];
    return version === void 0 ? [] : [{ name, version }];
  });
}
function yarnEntries(text2) {
  return text2.split(/\r?\n\r?\n/).flatMap((block) => {
    const name = /^ {2}resolution: "((?:@[^@/]+\/)?[^@]+)@/m.exec(block)?.[1];
    return name === void 0 || !/^ {2}linkType: hard$/m.test(block) ? [] : [{ name, block }];
  });
}
function npmPackages(text2) {
  let root;
  try {
    root = JSON.parse(text2);
  } catch {
    return void 0;
  }
  if (!isTable(root)) return void 0;
  const entries = isTable(root["packages"]) ? root["packages"] : olderPackages(root["dependencies"], "");
  return Object.fromEntries(
    Object.entries(entries).filter((pair) => isTable(pair[1]))
  );
}
function olderPackages(dependencies, above) {
  if (!isTable(dependencies)) return {};
  return Object.fromEntries(
    Object.entries(dependencies).flatMap(([name, entry2]) => {
      const path = `${above}node_modules/${name}`;
      const inBundle = isTable(entry2) && entry2["bundled"] === true;
      const own2 = isTable(entry2) ? { ...entry2, inBundle } : {};
      return [
        [path, own2],
        ...Object.entries(isTable(entry2) ? olderPackages(entry2["dependencies"], `${path}/`) : {})
      ];
    })
  );
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/toolchains/node/stores.ts
var MANAGER_STORES = {
  npm: {
    name: "npm",
    env: ["npm_config_cache"],
    // As deep as files lie, so that no link can stand for a folder.
    keeps: ["_cacache/content-v*/sha*/??/??/*", "_cacache/index-v*/??/??/*"],
    leaves: [],
    checked: false
  },
  pnpm: {
    name: "pnpm",
    // The variable was renamed in version 11.
    env: ["npm_config_store_dir", "pnpm_config_store_dir"],
    keeps: ["v*/files", "v*/index", "v*/index.db"],
    leaves: [],
    checked: false
  },
  yarn: {
    name: "yarn",
    env: ["YARN_GLOBAL_FOLDER"],
    keeps: ["cache/*.zip"],
    leaves: [],
    checked: false
  },
  "yarn-1": {
    name: "yarn-1",
    env: ["YARN_CACHE_FOLDER"],
    keeps: ["v*"],
    leaves: ["v*/.tmp"],
    checked: false
  }
};
var COMPARES = /* @__PURE__ */ new Set(["npm", "yarn"]);
function installStore(name, lock, yarn) {
  const checked2 = COMPARES.has(name) && pinsEverything(name, lock) && (name !== "yarn" || yarn.refusesChanges);
  return { ...MANAGER_STORES[name], checked: checked2 };
}

// src/toolchains/node/tools.ts
var import_satisfies2 = __toESM(require_satisfies(), 1);
var import_valid2 = __toESM(require_valid(), 1);
var GET3 = {
  node: "install Node (nodejs.org, or your version manager) and put it first on PATH",
  npm: "npm comes with Node; on Debian: apt install npm",
  pnpm: "npm install --global pnpm",
  yarn: "npm install --global @yarnpkg/cli-dist, or commit Yarn itself: yarn set version stable",
  "yarn-1": "npm install --global yarn@1"
};
function nodeRequests({ manager }) {
  const requests = [toolRequest("node", GET3.node)];
  const { name } = manager;
  if (name === "npm" || name === "yarn-1") requests.push(toolRequest("npm", GET3.npm));
  if (name === "pnpm") requests.push(toolRequest("pnpm", GET3.pnpm));
  if (name === "yarn-1" || name === "yarn" && manager.yarn.path === void 0) {
    requests.push(toolRequest("yarn", GET3[name]));
  }
  return requests;
}
function nodeTool({ json }, facts, wantedBy) {
  const node4 = facts.tools.get("node");
  const range = json.node === void 0 ? void 0 : (0, import_valid2.default)(json.node);
  const wanted = typeof range === "string" && range !== "*" ? `Node ${json.node} (package.json)` : "Node";
  if (node4 === void 0) return err({ code: "tool-missing", tool: wanted, wantedBy, get: GET3.node });
  if (typeof range !== "string" || (0, import_satisfies2.default)(node4.version, range, { includePrerelease: true }))
    return ok(node4);
  const get = `found ${node4.version} at ${node4.path}; ${GET3.node}`;
  return err({ code: "tool-missing", tool: wanted, wantedBy, get });
}
function managerCaller(project, facts, wantedBy) {
  const node4 = nodeTool(project, facts, wantedBy);
  if (!node4.ok) return node4;
  const { name, yarn } = project.manager;
  if (name === "yarn" && yarn.path !== void 0) {
    const { path } = yarn;
    return ok({
      call: (...args) => ({ tool: "node", args: [path, ...args] }),
      tools: [node4.value],
      version: ""
    });
  }
  const tool = machineManager(project, facts, wantedBy);
  if (!tool.ok) return tool;
  const called2 = tool.value.name;
  const { version } = tool.value;
  return ok({ call: (...args) => ({ tool: called2, args }), tools: [tool.value, node4.value], version });
}
function npmCaller(facts, wantedBy) {
  const npm = facts.tools.get("npm");
  if (npm === void 0) return err({ code: "tool-missing", tool: "npm", wantedBy, get: GET3.npm });
  return ok({ call: (...args) => ({ tool: "npm", args }), tools: [npm] });
}
function machineManager({ manager }, facts, wantedBy) {
  const { name, asked } = manager;
  const tool = facts.tools.get(name === "yarn-1" ? "yarn" : name);
  const wanted = WANTED[name];
  const missing = (found) => err({
    code: "tool-missing",
    tool: asked === void 0 ? wanted : `${wanted} (${asked})`,
    wantedBy,
    get: `${found}${GET3[name]}`
  });
  if (tool === void 0) return missing("");
  const isFirst = /^[01]\./.test(tool.version);
  if (name === "yarn" && isFirst || name === "yarn-1" && !isFirst) {
    return missing(`found Yarn ${tool.version} at ${tool.path}; `);
  }
  return ok(tool);
}
var WANTED = {
  npm: "npm",
  pnpm: "pnpm",
  yarn: "Yarn 2 or later",
  "yarn-1": "Yarn 1"
};

// src/toolchains/node/programs.ts
function scriptCall(project, facts, step, script, args = []) {
  const caller = managerCaller(project, facts, step);
  if (!caller.ok) return caller;
  const { name } = project.manager;
  const quiet = name === "yarn" ? ["run", script] : ["run", "--silent", script];
  const passed2 = args.length === 0 ? [] : name === "npm" ? ["--", ...args] : args;
  return ok({
    command: caller.value.call(...quiet, ...passed2),
    tools: caller.value.tools,
    stores: storesAfterInstall(project)
  });
}
function programCall(project, facts, step, name, args) {
  if (project.layout === "pnp") return scriptCall(project, facts, step, name, args);
  const node4 = nodeTool(project, facts, step);
  if (!node4.ok) return node4;
  const tool = { name, version: "", from: "project", path: `node_modules/.bin/${name}` };
  return ok({ command: { tool: name, args }, tools: [tool, node4.value], stores: [] });
}
function nodeCall(project, facts, step, args) {
  if (project.layout === "pnp") {
    const caller = managerCaller(project, facts, step);
    if (!caller.ok) return caller;
    return ok({
      command: caller.value.call("node", ...args),
      tools: caller.value.tools,
      stores: storesAfterInstall(project)
    });
  }
  const node4 = nodeTool(project, facts, step);
  return node4.ok ? ok({ command: { tool: "node", args }, tools: [node4.value], stores: [] }) : node4;
}
function storesAfterInstall(project) {
  return project.layout === "pnp" ? [MANAGER_STORES.yarn] : [];
}

// src/toolchains/node/build-binary.ts
var BUNDLE = posix.join(WORK_FOLDER, "bundle.cjs");
function planBuildBinary2(project, facts, options) {
  const wrong = wrongOption2(options);
  if (wrong !== void 0) return err({ code: "usage", message: wrong });
  const entry2 = findEntry(project, options.entry);
  if (entry2.kind === "none") return skip("needs-entry", entry2.why);
  if (facts.machine.os !== "linux") {
    return skip(
      "needs-tool",
      `single executables of Node are made on Linux only, this is ${facts.machine.os}`
    );
  }
  const node4 = nodeTool(project, facts, "build-binary");
  if (!node4.ok) return node4;
  if (Number(node4.value.version.split(".", 1)[0]) < 20) {
    return skip("needs-tool", `single executables need Node 20 or later, this is ${node4.value.version}`);
  }
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const bundle = bundling(project, facts, entry2.path, node4.value);
  if (!bundle.ok) return bundle;
  if (typeof bundle.value === "string") return skip("needs-tool", bundle.value);
  const name = binaryName(options.name ?? project.json.name ?? posix.parse(entry2.path).name);
  const plan2 = { name, machine: facts.machine, program: name, check: options.check };
  const { main, commands: commands2, tools, stores } = bundle.value;
  const out = posix.join(DIST_FOLDER, name);
  const inject = [
    "internal",
    "inject",
    "--node",
    "node",
    "--main",
    main,
    "--work",
    WORK_FOLDER,
    "--out",
    out
  ];
  const say2 = explainer(facts, "build-binary");
  return oneJob(
    {
      step: "build-binary",
      commands: [...commands2, { tool: "sealsmith", args: inject }, ...binaryCommands(plan2)],
      tools: eachOnce([...tools, node4.value, self]),
      params: { entry: entry2.path, name },
      stores,
      ...BINARY_PLACES,
      gives: ["binary"]
    },
    {
      explained: [
        say2("entry", entry2.path, "entry", entry2.file),
        say2("name", name, "name", options.name === void 0 ? "package.json" : void 0),
        say2(
          "builder",
          `single executable of Node ${node4.value.version}${commands2.length === 0 ? "" : ", bundled by esbuild"}`,
          "with"
        ),
        ...options.check === void 0 ? [] : [say2("check", `port ${options.check.port}, ${options.check.path}`, "check")]
      ],
      finish: finishBinary(plan2)
    }
  );
}
function wrongOption2({ with: wanted, layout, data }) {
  if (wanted !== void 0 && wanted !== "sea") {
    return `steps.build-binary.with is ${wanted}, but Node programs are built by sea`;
  }
  if (layout === "one-folder")
    return "steps.build-binary.layout is one-folder, but a Node program is always one file";
  if (data !== void 0)
    return "steps.build-binary.data is for Python; a Node program imports its data, and esbuild bundles it";
  return void 0;
}
function bundling(project, facts, entry2, node4) {
  if (project.json.dependencies.has("esbuild")) {
    const call2 = programCall(
      project,
      facts,
      "build-binary",
      "esbuild",
      esbuildArguments(entry2, node4.version)
    );
    if (!call2.ok) return call2;
    const { command, tools, stores } = call2.value;
    return ok({ main: BUNDLE, commands: [command], tools, stores });
  }
  const reason = needsBundler(project, entry2);
  if (reason !== void 0) return ok(`${reason}, so it must be bundled: npm install --save-dev esbuild`);
  return ok({ main: entry2, commands: [], tools: [], stores: [] });
}
function esbuildArguments(entry2, version) {
  return [
    entry2,
    "--bundle",
    "--platform=node",
    "--format=cjs",
    `--target=node${version}`,
    `--outfile=${BUNDLE}`,
    "--log-level=warning",
    "--define:import.meta.url=sealsmithModuleUrl",
    '--banner:js=const sealsmithModuleUrl = require("node:url").pathToFileURL(process.execPath).href;'
  ];
}

// src/toolchains/node/modules.ts
var INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];
function installedPackages(io, roots) {
  const found = /* @__PURE__ */ new Map();
  const waiting = [...roots];
  for (let folder = waiting.pop(); folder !== void 0; folder = waiting.pop()) {
    for (const path of packageFolders(io, folder)) {
      const one = readPackage(io, path);
      if (one === void 0) continue;
      const key = `${one.name}@${one.version}`;
      const known = found.get(key);
      if (known === void 0 || one.wantsScript) found.set(key, one);
      waiting.push(posix.join(path, "node_modules"));
    }
  }
  return [...found.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
}
function packageFolders(io, folder) {
  const below3 = (path) => io.files.list(posix.join(io.workspace, path)).flatMap(({ name, kind }) => kind === "folder" ? [posix.join(path, name)] : []);
  return below3(folder).flatMap((path) => {
    const name = posix.basename(path);
    if (name.startsWith("@")) return below3(path);
    if (name === ".pnpm")
      return below3(path).flatMap((one) => packageFolders(io, posix.join(one, "node_modules")));
    if (name === ".store") return below3(path).map((one) => posix.join(one, "package"));
    return name.startsWith(".") ? [] : [path];
  });
}
function readPackage(io, path) {
  const text2 = io.files.readText(posix.join(io.workspace, path, "package.json"));
  if (!text2.ok || text2.value === void 0) return void 0;
  let json;
  try {
    json = JSON.parse(text2.value.replace(/^\uFEFF/, ""));
  } catch {
    return void 0;
  }
  if (typeof json !== "object" || json === null || !("name" in json) || !("version" in json))
    return void 0;
  const { name, version } = json;
  if (typeof name !== "string" || typeof version !== "string") return void 0;
  const scripts = "scripts" in json && typeof json.scripts === "object" && json.scripts !== null ? json.scripts : {};
  const has2 = INSTALL_SCRIPTS.some((script) => Object.hasOwn(scripts, script));
  const compiles = io.files.kind(posix.join(io.workspace, path, "binding.gyp")) !== void 0;
  return { name, version, wantsScript: has2 || compiles };
}
function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/toolchains/node/own-scripts.ts
function ownScripts({ json, manager }) {
  const has2 = (script) => json.scripts.has(script);
  const alone = manager.name === "yarn";
  const install2 = has2("install") && !alone ? ["install"] : ["preinstall", "install", "postinstall"];
  const prepare2 = has2("prepare") && !alone ? ["prepare"] : ["preprepare", "prepare", "postprepare"];
  return [...install2, ...prepare2].filter(has2);
}
function nothingBuilds({ json, manager, members }) {
  const packages = [json, ...members.map((member) => member.json)];
  return packages.every((one) => one.built.size === 0 && ownScripts({ json: one, manager }).length === 0);
}

// src/toolchains/node/installed.ts
function finishInstall2(project, plan2) {
  const { manager } = project;
  const label2 = manager.name === "yarn-1" ? "yarn" : manager.name;
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: trouble(io.tail), remarks: [] });
    const lockText2 = io.files.readText(posix.join(io.workspace, plan2.lock), LOCK_LIMIT);
    if (!lockText2.ok) return lockText2;
    const lockDigest = await io.files.digest(posix.join(io.workspace, plan2.lock));
    if (!lockDigest.ok) return lockDigest;
    const found = packagesOf(project, io, lockText2.value ?? "");
    const withheld = [...new Set(found.filter((one) => one.wantsScript).map(({ name }) => name))].filter(
      (name) => !plan2.allowed.includes(name)
    );
    const unhashed = withoutHashes(manager.name, lockText2.value ?? "");
    const hashesChecked = unhashed?.length === 0 && manager.yarn.refusesChanges;
    const packages = found.map(({ name, version }) => ({ name, version }));
    const count3 = `${packages.length} ${packages.length === 1 ? "package" : "packages"} by ${label2}`;
    return ok({
      facts: {
        deps: {
          manager: label2,
          // A script may have compiled something for this very Node.
          ...plan2.allowed.length === 0 ? {} : { runtime: { name: "node", version: plan2.node } },
          packages,
          hashesChecked,
          scriptsWithheld: withheld,
          evidence: [{ path: plan2.lock, sha256: lockDigest.value.sha256 }]
        }
      },
      summary: hashesChecked ? `${count3}, hashes checked` : count3,
      remarks: [
        ...hashRemarks(plan2.lock, unhashed),
        ...manager.yarn.refusesChanges ? [] : [".yarnrc.yml has Yarn take archives that are not what yarn.lock says (checksumBehavior)"],
        ...withheld.length === 0 ? [] : [`install scripts withheld: ${listed(withheld)}; steps.install.scripts lets them run`],
        ...project.layout === "pnp" && !nothingBuilds(project) ? [
          "which other packages wanted to run a script is not known: Yarn does not say it for this project"
        ] : [],
        ...scriptRemarks(project, plan2, found),
        ...versionRemarks(project, plan2)
      ]
    });
  };
}
var LOCK_LIMIT = 64 * 1024 * 1024;
function packagesOf(project, io, lock) {
  if (project.layout === "node_modules") {
    const folders = ["", ...project.members.map(({ folder }) => folder)];
    return installedPackages(
      io,
      folders.map((folder) => posix.join(folder, "node_modules"))
    );
  }
  return yarnPackages(lock).map((one) => ({ ...one, wantsScript: saidByYarn(io.tail, one.name) })).sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1);
}
function saidByYarn(tail, name) {
  return tail.split("\n").some((line) => line.includes(` ${name}@`) && line.includes("lists build scripts"));
}
function hashRemarks(lock, unhashed) {
  if (unhashed === void 0) return [`${lock} cannot be read here: whether it has hashes is not known`];
  return unhashed.length === 0 ? [] : [`${lock} has no hash for ${listed(unhashed)}: what the server answers is taken`];
}
function scriptRemarks(project, plan2, found) {
  const { name = "" } = project.json;
  const own2 = ownScripts(project);
  const missing = plan2.allowed.filter((one) => one !== name && !found.some((other) => other.name === one));
  return [
    ...own2.length === 0 || plan2.allowed.includes(name) ? [] : [
      `the project's own ${own2.join(", ")} did not run; ${name === "" ? "give it a name and list that" : `list ${name}`} in steps.install.scripts if it must`
    ],
    ...missing.map((one) => `steps.install.scripts names ${one}, which is not installed`)
  ];
}
function versionRemarks({ manager }, plan2) {
  const { asked } = manager;
  if (asked === void 0 || plan2.version === "" || asked === plan2.version) return [];
  return [
    `package.json asks for ${manager.name === "yarn-1" ? "yarn" : manager.name} ${asked}; ${plan2.version} was used`
  ];
}
function listed(names3) {
  const most = 8;
  return names3.length <= most ? names3.join(", ") : `${names3.slice(0, most).join(", ")} and ${names3.length - most} more`;
}
function trouble(tail) {
  const lines2 = tail.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const said5 = lines2.filter((line) => ERROR.test(line)).map((line) => line.replace(ERROR, "").trim());
  const telling = said5.find(
    (line) => line !== "" && !/^(?:code|errno|path|syscall|A complete log)\b/.test(line)
  );
  return (telling ?? lines2.at(-1) ?? "").slice(0, 200);
}
var ERROR = /^(?:npm (?:error|ERR!)|ERR_PNPM_\w+|ERROR|\[ERROR\]|error|Error:|➤ YN(?!0000|0004|0007|0013)\d{4}: [│·]?)/;

// src/toolchains/node/settings.ts
var MANAGER_ENV = {
  npm: { npm_config_update_notifier: "false", npm_config_logs_max: "0" },
  pnpm: {
    npm_config_update_notifier: "false",
    // pnpm 9, 10, and 11 and later each have another word for: use this version, whatever packageManager says.
    npm_config_package_manager_strict: "false",
    npm_config_manage_package_manager_versions: "false",
    pnpm_config_pm_on_fail: "ignore",
    pnpm_config_update_notifier: "false",
    // A script must not install what it finds missing.
    pnpm_config_verify_deps_before_run: "false"
  },
  yarn: { YARN_ENABLE_TELEMETRY: "0", YARN_ENABLE_PROGRESS_BARS: "0", YARN_ENABLE_HYPERLINKS: "0" },
  "yarn-1": { npm_config_update_notifier: "false", npm_config_logs_max: "0" }
};
function nodeForwards(name) {
  return [
    ...NETWORK_FORWARDS,
    "NODE_EXTRA_CA_CERTS",
    "NODE_USE_SYSTEM_CA",
    "NODE_USE_ENV_PROXY",
    ...REGISTRY[name]
  ];
}
var NPM_SETTINGS = [
  ...[
    "registry",
    "userconfig",
    "globalconfig",
    "proxy",
    "https_proxy",
    "noproxy",
    "cafile",
    "ca",
    "strict_ssl"
  ].flatMap((name) => [`npm_config_${name}`, `NPM_CONFIG_${name.toUpperCase()}`]),
  // Registries and credentials of scopes: npm_config_@group:registry, npm_config_//host/:_authToken.
  ...["npm_config_@*", "npm_config_//*"]
];
var REGISTRY = {
  npm: NPM_SETTINGS,
  pnpm: [...NPM_SETTINGS, "pnpm_config_registry"],
  yarn: [
    ...[
      "YARN_NPM_REGISTRY_SERVER",
      "YARN_NPM_AUTH_TOKEN",
      "YARN_NPM_AUTH_IDENT",
      "YARN_HTTP_PROXY",
      "YARN_HTTPS_PROXY"
    ],
    ...["YARN_HTTPS_CA_FILE_PATH", "YARN_ENABLE_STRICT_SSL"]
  ],
  "yarn-1": [...NPM_SETTINGS, "YARN_REGISTRY"]
};

// src/toolchains/node/install.ts
function planInstall2(project, facts, options) {
  const { json, manager } = project;
  const unfit2 = unfitManager(manager.name, options.with);
  if (unfit2 !== void 0) return err({ code: "usage", message: unfit2 });
  if (!project.hasDependencies) return skip("nothing-to-do", "package.json has no dependencies");
  if (manager.lock === void 0) {
    return err({
      code: "project-invalid",
      file: "package.json",
      message: "has dependencies but no lock file, so what is installed would change by itself",
      next: `run: ${manager.name === "yarn-1" ? "yarn" : manager.name} install, and commit ${LOCK[manager.name]}`
    });
  }
  const caller = managerCaller(project, facts, "install");
  if (!caller.ok) return caller;
  const scripts = scriptCommands(project, facts, caller.value, options.scripts ?? []);
  if (!scripts.ok) return scripts;
  const paths = lockPaths(project, manager.lock);
  if (!paths.ok) return paths;
  const text2 = project.tree.text(manager.lock);
  if (!text2.ok) return text2;
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const before2 = manager.name === "npm" ? [{ tool: self.name, args: ["internal", "npm-contents"] }] : [];
  const say2 = explainer(facts, "install");
  const { version } = caller.value;
  return oneJob(
    {
      step: "install",
      commands: [...before2, caller.value.call(...installArguments(project)), ...scripts.value.commands],
      tools: [...caller.value.tools, ...scripts.value.tools, ...before2.length === 0 ? [] : [self]],
      inputs: paths.value.inputs,
      params: { scripts: options.scripts ?? [] },
      env: installEnv(project),
      forwards: nodeForwards(manager.name),
      stores: [installStore(manager.name, text2.value ?? "", manager.yarn)],
      outputs: paths.value.outputs,
      needs: [],
      gives: ["deps"],
      grants: ["network"],
      // With Plug'n'Play the packages lie outside the workspace: nothing here shows whether they are still there.
      cache: project.layout === "pnp" ? "never" : "store"
    },
    {
      explained: [
        say2(
          "installer",
          version === "" ? `Yarn of ${manager.yarn.path}` : `${caller.value.tools[0]?.name} ${version}`,
          "with",
          manager.file
        ),
        say2("lock file", manager.lock, void 0, manager.lock),
        say2("install scripts", options.scripts?.join(" ") ?? "none run", "scripts"),
        ...json.node === void 0 ? [] : [say2("node", json.node, void 0, "package.json")]
      ],
      finish: finishInstall2(project, {
        lock: manager.lock,
        version,
        node: facts.tools.get("node")?.version ?? "",
        allowed: options.scripts ?? []
      })
    }
  );
}
var LOCK = {
  npm: "package-lock.json",
  pnpm: "pnpm-lock.yaml",
  yarn: "yarn.lock",
  "yarn-1": "yarn.lock"
};
var INSTALL = {
  // Not --offline: that refuses lock files without addresses, and what the store lacks.
  npm: ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
  // Hard links would let a change in node_modules reach the store, and from there every later install.
  pnpm: [
    "install",
    "--frozen-lockfile",
    "--ignore-scripts",
    "--package-import-method=clone-or-copy",
    "--prefer-offline"
  ],
  yarn: ["install", "--immutable"],
  "yarn-1": ["install", "--frozen-lockfile", "--ignore-scripts", "--non-interactive", "--no-progress"]
};
function installArguments(project) {
  const { name } = project.manager;
  return name === "yarn" && !(project.layout === "pnp" && nothingBuilds(project)) ? [...INSTALL.yarn, "--mode=skip-build"] : INSTALL[name];
}
function installEnv({ manager: { name, yarn } }) {
  if (name !== "yarn") return {};
  return {
    // Off for all; what package.json marks as `built` is not held back by it.
    YARN_ENABLE_SCRIPTS: "0",
    // Settings of the folders above count too for Yarn; only the project's own may turn this off.
    ...yarn.refusesChanges ? { YARN_CHECKSUM_BEHAVIOR: "throw" } : {}
  };
}
function unfitManager(name, wanted) {
  const fits2 = wanted === void 0 || wanted === name || wanted === "yarn" && name === "yarn-1";
  return fits2 ? void 0 : `steps.install.with is ${wanted}, but this project is installed by ${name === "yarn-1" ? "yarn" : name}`;
}
var NAME2 = /^(?:@[\w.~-]+\/)?\w[\w.~-]*$/;
function scriptCommands(project, facts, caller, names3) {
  const strange = names3.find((name) => !NAME2.test(name));
  if (strange !== void 0) {
    return err({
      code: "usage",
      message: `steps.install.scripts: "${strange}" is not the name of a package`
    });
  }
  const { json, manager } = project;
  const others = names3.filter((name) => name !== json.name);
  const own2 = names3.length === others.length ? [] : ownScripts(project).map((script) => caller.call("run", script));
  if (others.length === 0) return ok({ commands: own2, tools: [] });
  switch (manager.name) {
    case "npm":
      return ok({ commands: [caller.call(...npmRebuild(others)), ...own2], tools: [] });
    case "pnpm":
      return ok({
        commands: [caller.call("rebuild", "--config.dangerously-allow-all-builds=true", ...others), ...own2],
        tools: []
      });
    case "yarn-1": {
      const npm = npmCaller(facts, "install");
      return npm.ok ? ok({ commands: [npm.value.call(...npmRebuild(others)), ...own2], tools: npm.value.tools }) : npm;
    }
    case "yarn":
      return yarnRebuild(project, caller, others);
  }
}
function npmRebuild(names3) {
  return [
    "rebuild",
    "--foreground-scripts",
    "--ignore-scripts=false",
    "--dangerously-allow-all-scripts",
    ...names3
  ];
}
function yarnRebuild({ json }, caller, names3) {
  const unmarked = names3.find((name) => !json.built.has(name));
  if (unmarked === void 0) return ok({ commands: [caller.call("rebuild", ...names3)], tools: [] });
  return err({
    code: "project-invalid",
    file: "package.json",
    message: `Yarn runs the install scripts of ${unmarked} only when package.json marks it`,
    next: `add "dependenciesMeta": { "${unmarked}": { "built": true } }, and run yarn install`
  });
}

// src/toolchains/node/lint.ts
var LINTERS = ["script", "eslint", "biome"];
var PACKAGE2 = { eslint: "eslint", biome: "@biomejs/biome" };
function planLint2(project, facts, options) {
  const chosen2 = chooseLinter(project, options.with);
  if (!chosen2.ok) return chosen2;
  if (typeof chosen2.value === "object") return skip("nothing-to-do", chosen2.value.nothing);
  const linter = chosen2.value;
  const call2 = callOf(linter, project, facts);
  if (!call2.ok) return call2;
  const { command, tools, stores } = call2.value;
  const say2 = explainer(facts, "lint");
  const file = linter === "script" ? "package.json" : project.configured.get(linter);
  const name = linter === "script" ? `the lint script: ${project.json.scripts.get("lint")}` : linter;
  return oneJob(
    { step: "lint", commands: [command], tools, stores },
    {
      explained: [
        say2("linter", name, "with", file),
        say2("command", [command.tool, ...command.args].join(" "), void 0, file)
      ],
      finish: finishLint2(linter)
    }
  );
}
function chooseLinter({ json, configured }, wanted) {
  const usage2 = (message) => err({ code: "usage", message: `steps.lint.with is ${wanted}, but ${message}` });
  const declares = (linter) => json.dependencies.has(PACKAGE2[linter]);
  switch (wanted) {
    case void 0:
      if (json.scripts.has("lint")) return ok("script");
      for (const linter of ["eslint", "biome"])
        if (declares(linter) && configured.has(linter)) return ok(linter);
      return ok({
        nothing: "no lint script in package.json, and neither ESLint nor Biome with a configuration"
      });
    case "script":
      return json.scripts.has("lint") ? ok("script") : usage2("package.json has no lint script");
    case "eslint":
    case "biome":
      return declares(wanted) ? ok(wanted) : usage2(`${PACKAGE2[wanted]} is not among the dependencies`);
    default:
      return usage2(`JavaScript is read by ${LINTERS.join(", ")}`);
  }
}
function callOf(linter, project, facts) {
  switch (linter) {
    case "script":
      return scriptCall(project, facts, "lint", "lint");
    case "eslint":
      return programCall(project, facts, "lint", "eslint", ["."]);
    case "biome":
      return programCall(project, facts, "lint", "biome", ["ci", "."]);
  }
}
function finishLint2(linter) {
  return async ({ succeeded, tail }) => {
    const said5 = succeeded ? void 0 : [...tail.matchAll(/^✖ (\d+) problems? |^Found (\d+) errors?\./gm)].at(-1);
    const count3 = Number(said5?.[1] ?? said5?.[2] ?? 0);
    const found = count3 === 0 ? "" : ` · ${count3} ${count3 === 1 ? "finding" : "findings"}`;
    return ok({ facts: {}, summary: `${linter === "script" ? "lint script" : linter}${found}`, remarks: [] });
  };
}

// src/toolchains/node/manager.ts
var LOCKS = [
  { file: "npm-shrinkwrap.json", tool: "npm" },
  { file: "package-lock.json", tool: "npm" },
  { file: "pnpm-lock.yaml", tool: "pnpm" },
  { file: "yarn.lock", tool: "yarn" }
];
var UNKNOWN_LOCKS = ["bun.lock", "bun.lockb", "deno.lock"];
function chooseManager(tree2, json) {
  const locks = LOCKS.filter(({ file }) => tree2.has(file));
  const tools = [...new Set(locks.map(({ tool: tool2 }) => tool2))];
  const asked = LOCKS.find(({ tool: tool2 }) => tool2 === json.manager?.name)?.tool;
  if (json.manager !== void 0 && asked === void 0) {
    return err({
      code: "project-invalid",
      file: "package.json",
      message: `packageManager is ${json.manager.name}, and only npm, pnpm and Yarn are known here`,
      next: "name one of these, or say how to install: steps.install.run"
    });
  }
  if (tools.length > 1 && asked === void 0) {
    return err({
      code: "project-invalid",
      file: locks.map(({ file }) => file).join(", "),
      message: `lock files of ${tools.join(" and ")}: one of them is out of date`,
      next: 'remove what is not used, or name the manager in package.json ("packageManager")'
    });
  }
  const unknown = UNKNOWN_LOCKS.find((file) => tree2.has(file));
  if (tools.length === 0 && unknown !== void 0 && json.dependencies.size > 0) {
    return err({
      code: "project-invalid",
      file: unknown,
      message: "is the lock file of a manager that is not known here (npm, pnpm and Yarn are)",
      next: "run: npm install --package-lock-only, and commit package-lock.json"
    });
  }
  const tool = asked ?? tools[0] ?? "npm";
  const lock = locks.find((one) => one.tool === tool)?.file;
  return yarnOr(tree2, json, {
    tool,
    lock,
    file: asked === void 0 ? lock ?? "package.json" : "package.json"
  });
}
function yarnOr(tree2, json, chosen2) {
  const { tool, lock, file } = chosen2;
  const asked = json.manager?.name === tool ? json.manager.version : void 0;
  const settings = tree2.text(".yarnrc.yml");
  if (!settings.ok) return settings;
  const yarn = readYarnSettings(settings.value ?? "");
  const text2 = tool === "yarn" && lock !== void 0 ? tree2.text(lock) : ok(void 0);
  if (!text2.ok) return text2;
  const first = asked?.startsWith("1.") ?? /^# yarn lockfile v1$/m.test(text2.value ?? "");
  const berry = !first && (asked !== void 0 || settings.value !== void 0 || /^__metadata:/m.test(text2.value ?? ""));
  return ok({ name: tool === "yarn" && !berry ? "yarn-1" : tool, lock, file, asked, yarn });
}
function readYarnSettings(text2) {
  const scalar = (name) => new RegExp(`^${name}:[ \\t]*(?:"([^"]*)"|'([^']*)'|([^\\s#]+))`, "m").exec(text2)?.slice(1).find((part2) => part2 !== void 0);
  const linker = scalar("nodeLinker");
  return {
    path: scalar("yarnPath")?.replace(/^\.\//, ""),
    linker: linker === "node-modules" || linker === "pnpm" ? linker : "pnp",
    keepsArchives: scalar("enableGlobalCache") === "false",
    refusesChanges: /^(?:throw)?$/.test(scalar("checksumBehavior") ?? "")
  };
}

// src/toolchains/node/package-json.ts
var KINDS = ["dependencies", "devDependencies", "optionalDependencies"];
function readPackageJson(text2, file = "package.json") {
  let root;
  try {
    root = JSON.parse(text2.replace(/^\uFEFF/, ""));
  } catch (error2) {
    if (!(error2 instanceof SyntaxError)) throw error2;
    return err({ code: "project-invalid", ...whereAndWhat(error2.message, file), next: `correct ${file}` });
  }
  if (!isTable2(root)) {
    return err({ code: "project-invalid", file, message: "is no JSON object", next: `correct ${file}` });
  }
  const name = string(root["name"]);
  const engines = table2(root["engines"]);
  return ok({
    name,
    private: root["private"] === true,
    scripts: strings(root["scripts"]),
    dependencies: new Map(KINDS.flatMap((kind) => [...strings(root[kind])])),
    runtime: [...strings(root["dependencies"]).keys()],
    node: string(engines["node"]),
    manager: readManager(string(root["packageManager"])),
    programs: readPrograms(root["bin"], name),
    main: relative2(string(root["main"])),
    module: root["type"] === "module",
    workspaces: readWorkspaces(root["workspaces"]),
    built: new Set(
      Object.entries(table2(root["dependenciesMeta"])).flatMap(
        ([key, meta]) => table2(meta)["built"] === true ? [key] : []
      )
    )
  });
}
function whereAndWhat(message, file) {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  const what = message.replace(/ in JSON at position .*$/s, "");
  return { file: line === void 0 ? file : `${file}:${line}:${column}`, message: `is no JSON: ${what}` };
}
function readManager(text2) {
  const [, name, version] = /^([a-z]+)@(\d[^+\s]*)/.exec(text2 ?? "") ?? [];
  return name === void 0 || version === void 0 ? void 0 : { name, version };
}
function readPrograms(bin, name) {
  const listed2 = typeof bin === "string" ? /* @__PURE__ */ new Map([[name?.split("/").at(-1) ?? "program", bin]]) : strings(bin);
  return new Map(
    [...listed2].flatMap(([program3, path]) => {
      const place3 = relative2(path);
      return place3 === void 0 ? [] : [[program3, place3]];
    })
  );
}
function readWorkspaces(value) {
  const list3 = isTable2(value) ? value["packages"] : value;
  return Array.isArray(list3) ? list3.filter((entry2) => typeof entry2 === "string") : [];
}
function relative2(path) {
  const place3 = path?.replace(/^(?:\.\/)+/, "");
  return place3 === "" ? void 0 : place3;
}
function isTable2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function table2(value) {
  return isTable2(value) ? value : {};
}
function string(value) {
  return typeof value === "string" ? value : void 0;
}
function strings(value) {
  return new Map(
    Object.entries(table2(value)).flatMap(
      ([key, text2]) => typeof text2 === "string" ? [[key, text2]] : []
    )
  );
}

// src/toolchains/node/project.ts
function readProject2(tree2) {
  const text2 = tree2.text("package.json");
  if (!text2.ok) return text2;
  if (text2.value === void 0) return ok(void 0);
  const json = readPackageJson(text2.value);
  if (!json.ok) return json;
  const manager = chooseManager(tree2, json.value);
  if (!manager.ok) return manager;
  const members = readMembers(tree2, json.value, manager.value);
  if (!members.ok) return members;
  const all2 = [json.value, ...members.value.map((member) => member.json)];
  const { name, yarn } = manager.value;
  return ok({
    json: json.value,
    manager: manager.value,
    hasDependencies: all2.some(({ dependencies }) => dependencies.size > 0) || members.value.length > 0,
    layout: name === "yarn" && yarn.linker === "pnp" ? "pnp" : "node_modules",
    members: members.value,
    configured: findConfiguration(tree2),
    tree: tree2
  });
}
function findConfiguration(tree2) {
  const found = /* @__PURE__ */ new Map();
  for (const { name } of tree2.list("")) {
    if (/^(?:eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.\w+)?)$/.test(name)) found.set("eslint", name);
    if (/^biome\.jsonc?$/.test(name)) found.set("biome", name);
  }
  return found;
}
var DEPTH2 = 4;
function readMembers(tree2, json, manager) {
  const globs = manager.name === "pnpm" ? pnpmGlobs(tree2) : ok(json.workspaces);
  if (!globs.ok) return globs;
  if (globs.value.length === 0) return ok([]);
  const take2 = globs.value.filter((glob) => !glob.startsWith("!")).map(exactTest);
  const leave = globs.value.filter((glob) => glob.startsWith("!")).map((glob) => exactTest(glob.slice(1)));
  const folders = foldersBelow(tree2, "", DEPTH2).filter(
    (folder) => take2.some((test2) => test2(folder)) && !leave.some((test2) => test2(folder)) && tree2.has(`${folder}/package.json`)
  );
  return all(
    folders.map((folder) => {
      const text2 = tree2.text(`${folder}/package.json`);
      if (!text2.ok) return text2;
      const read4 = readPackageJson(text2.value ?? "", `${folder}/package.json`);
      return read4.ok ? ok({ folder, json: read4.value }) : read4;
    })
  );
}
function pnpmGlobs(tree2) {
  const text2 = tree2.text("pnpm-workspace.yaml");
  if (!text2.ok) return text2;
  const block = /^packages:[ \t]*\r?\n((?:[ \t]*(?:-.*|#.*)?\r?\n?)*)/m.exec(text2.value ?? "")?.[1] ?? "";
  return ok(
    [...block.matchAll(/^[ \t]*-[ \t]*(?:"([^"]+)"|'([^']+)'|([^\s#]+))/gm)].map(
      ([, a, b, c]) => a ?? b ?? c ?? ""
    )
  );
}
function exactTest(glob) {
  const test2 = globTest(glob.replace(/^\.\//, ""));
  const depth = glob.includes("**") ? void 0 : glob.replace(/^\.\/|\/+$/g, "").split("/").length;
  return (folder) => test2(folder) && (depth === void 0 || folder.split("/").length === depth);
}
function foldersBelow(tree2, folder, depth) {
  return tree2.list(folder).flatMap(({ name, kind }) => {
    if (kind !== "folder" || name === "node_modules" || name.startsWith(".")) return [];
    const path = folder === "" ? name : `${folder}/${name}`;
    return [path, ...depth > 1 ? foldersBelow(tree2, path, depth - 1) : []];
  });
}

// src/toolchains/node/runtime.ts
var SETTINGS2 = {
  npm: [".npmrc"],
  pnpm: [".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs", "patches"],
  yarn: [".yarnrc.yml", ".yarn/releases", ".yarn/plugins", ".yarn/patches"],
  "yarn-1": [".npmrc", ".yarnrc"]
};
function runtimeOf({ json, manager, members, tree: tree2 }) {
  const needs = [json, ...members.map((member) => member.json)].some(({ runtime }) => runtime.length > 0);
  if (!needs || manager.lock === void 0) return void 0;
  const manifests = ["package.json", ...members.map(({ folder }) => posix.join(folder, "package.json"))];
  const settings = SETTINGS2[manager.name].filter((path) => tree2.has(path));
  return {
    kind: "node",
    manager: manager.name === "yarn-1" ? "yarn" : manager.name,
    files: [...manifests, manager.lock, ...settings],
    requires: json.node
  };
}

// src/toolchains/node/test-files.ts
var TEST_FILE = /^(?:test|test-.+|.+[.\-_]test)\.[cm]?[jt]s$/;
var ANY_FILE = /\.[cm]?[jt]s$/;
var DEPTH3 = 6;
function findTestFile(tree2) {
  return below2(tree2, "", false, DEPTH3);
}
function below2(tree2, folder, within2, depth) {
  const entries = tree2.list(folder);
  const path = (name) => folder === "" ? name : `${folder}/${name}`;
  const file = entries.find(
    ({ name, kind }) => kind === "file" && (within2 ? ANY_FILE : TEST_FILE).test(name)
  );
  if (file !== void 0) return path(file.name);
  for (const { name, kind } of entries) {
    if (kind !== "folder" || depth === 0 || name === "node_modules" || name.startsWith(".")) continue;
    const found = below2(tree2, path(name), within2 || name === "test", depth - 1);
    if (found !== void 0) return found;
  }
  return void 0;
}

// src/toolchains/node/test-runner.ts
var PLACEHOLDER = /^echo (["']?|\\")Error: no test specified\1 && exit 1$/;
function isPlaceholder(script) {
  return PLACEHOLDER.test(script.trim());
}
function plainRunner(json, script) {
  const hooks = [json.scripts.get(`pre${script}`), json.scripts.get(`post${script}`)];
  if (hooks.some((hook) => hook !== void 0 && mayRunTests(hook))) return void 0;
  const text2 = follow(json, script);
  if (text2 === void 0) return void 0;
  const commands2 = text2.split(/&&|\|\||[;|&\n]/).map((part2) => part2.trim());
  const testing = commands2.filter((part2) => NODE_TEST.test(part2));
  if (testing.length === 1 && commands2.every((part2) => testing.includes(part2) || !mayRunTests(part2))) {
    return /--(?:test-reporter|watch)\b/.test(text2) ? void 0 : "node";
  }
  return /^vitest run(?: (?!--(?:reporter|outputFile)\b)[\w./=-]+)*$/.test(text2) ? "vitest" : void 0;
}
var NODE_TEST = /^(?:[A-Z_]+=[^\s$`]* |cross-env |c8 )*node (?:[^$`]* )?--test(?: [^$`]*)?$/;
function mayRunTests(command) {
  return /--test\b|\bcd\b|\b(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|run-s|run-p|npm-run-all\d?|turbo|nx|lerna|wireit)\b/.test(
    command
  );
}
function follow(json, script) {
  let text2 = json.scripts.get(script)?.trim();
  for (let steps2 = 0; steps2 < 3 && text2 !== void 0; steps2 += 1) {
    const next = /^(?:npm run(?: -s| --silent)?|pnpm(?: run)?|yarn(?: run)?) ([\w:.-]+)$/.exec(text2)?.[1];
    if (next === void 0 || !json.scripts.has(next)) return text2;
    text2 = json.scripts.get(next)?.trim();
  }
  return text2;
}

// src/toolchains/node/tested.ts
function finishTest(path) {
  return async (io) => {
    if (path === void 0)
      return ok({ facts: {}, summary: io.succeeded ? "passed" : lastLine(io.tail), remarks: [] });
    return reportOf(io, path, {
      plain,
      place: (one) => placeOf4(one, io.workspace)
    });
  };
}
function placeOf4(one, workspace) {
  for (const [, path = "", line] of one.text.matchAll(
    /(?:file:\/\/|\(|\bat |❯ )(\/?[^\s():]+\.[cm]?[jt]sx?):(\d+):\d+/g
  )) {
    const file = insideWorkspace(decoded(path), workspace);
    if (file !== void 0 && !file.includes("node_modules/")) return { file, line: Number(line) };
  }
  return { file: one.file === void 0 ? void 0 : insideWorkspace(one.file, workspace), line: one.line };
}
function plain(text2) {
  return text2.replaceAll("&quot;", '"');
}
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return posix.normalize(path);
  }
}
function nodeTestProgress() {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  const open2 = [];
  let over = false;
  return (line) => {
    const [, indent = "", mark3, rest = ""] = /^( *)([▶✔✖﹣]) (.*)$/.exec(line) ?? [];
    over ||= line.startsWith("✖ failing tests:");
    if (over || mark3 === void 0) return void 0;
    const name = `${indent}${rest.replace(/ \([\d.]+ms\)( # \w+.*)?$/, "")}`;
    if (mark3 === "▶") {
      open2.push(name);
      return void 0;
    }
    if (open2.at(-1) === name) {
      open2.pop();
      return void 0;
    }
    if (mark3 === "﹣" || / # (?:SKIP|TODO)\b/.test(rest)) seen.skipped += 1;
    else if (mark3 === "✔") seen.passed += 1;
    else seen.failed += 1;
    return countsText(seen);
  };
}

// src/toolchains/node/test.ts
var WORK4 = ".sealsmith/work/test";
var REPORT2 = `${WORK4}/junit.xml`;
var NODE_REPORTERS = [
  "--test-reporter=spec",
  "--test-reporter-destination=stdout",
  "--test-reporter=junit",
  `--test-reporter-destination=${REPORT2}`
];
var VITEST_REPORTERS = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${REPORT2}`];
function canReport(facts) {
  const [major = 0, minor = 0] = (facts.tools.get("node")?.version ?? "").split(".").map(Number);
  return major > 20 || major === 20 && minor >= 7;
}
function planTest2(project, facts, options) {
  const { json } = project;
  const script = json.scripts.get("test");
  const usage2 = (message) => err({ code: "usage", message: `steps.test.with is ${options.with}, but ${message}` });
  switch (options.with) {
    case void 0:
      if (script !== void 0)
        return isPlaceholder(script) ? skip("nothing-to-do", "npm placeholder test") : planScript(project, facts);
      return planNode(project, facts);
    case "script":
      return script === void 0 ? usage2("package.json has no test script") : planScript(project, facts);
    case "node":
      return planNode(project, facts);
    default:
      return usage2('JavaScript is tested by its test script ("script") or by "node"');
  }
}
function planScript(project, facts) {
  const runner = plainRunner(project.json, "test");
  const reports = runner === "vitest" || runner === "node" && canReport(facts);
  const call2 = scriptCall(
    project,
    facts,
    "test",
    "test",
    reports && runner === "vitest" ? VITEST_REPORTERS : []
  );
  if (!call2.ok) return call2;
  const env = reports && runner === "node" ? { NODE_OPTIONS: NODE_REPORTERS.join(" ") } : {};
  const say2 = explainer(facts, "test");
  const text2 = project.json.scripts.get("test") ?? "";
  return oneJob(
    { ...spec(call2.value, reports), env },
    {
      explained: [
        say2("runner", `the test script: ${text2}`, "with", "package.json"),
        say2(
          "counts",
          reports ? `JUnit report of ${runner}` : "none: what the script runs has no report that is known here",
          void 0,
          "package.json"
        )
      ],
      finish: finishTest(reports ? REPORT2 : void 0),
      ...runner === "node" ? { progress: nodeTestProgress } : {}
    }
  );
}
function planNode(project, facts) {
  const file = findTestFile(project.tree);
  if (file === void 0) return skip("nothing-to-do", "no test script in package.json and no test files");
  const reports = canReport(facts);
  const call2 = nodeCall(project, facts, "test", ["--test", ...reports ? NODE_REPORTERS : []]);
  if (!call2.ok) return call2;
  const say2 = explainer(facts, "test");
  return oneJob(spec(call2.value, reports), {
    explained: [say2("runner", "node --test", "with", file)],
    finish: finishTest(reports ? REPORT2 : void 0),
    progress: nodeTestProgress
  });
}
function spec(call2, reports) {
  const { command, tools, stores } = call2;
  const given2 = reports ? { gives: ["junit"], outputs: [WORK4] } : {};
  return { step: "test", commands: [command], tools, stores, ...given2 };
}

// src/toolchains/node/index.ts
var PLANS2 = {
  install: planInstall2,
  lint: planLint2,
  test: planTest2,
  "build-binary": planBuildBinary2
};
var node3 = {
  name: "node",
  summary: "package.json: npm, pnpm or Yarn; scripts, ESLint, Biome, node --test; single executables",
  detect(tree2) {
    const project = readProject2(tree2);
    if (!project.ok) return project;
    return ok(project.value === void 0 ? void 0 : asProject2(project.value));
  }
};
function asProject2(project) {
  return {
    toolchain: "node",
    name: project.json.name,
    file: "package.json",
    requests: nodeRequests(project),
    bins: project.layout === "node_modules" ? ["node_modules/.bin"] : [],
    env: MANAGER_ENV[project.manager.name],
    stores: storesAfterInstall(project),
    forwards: nodeForwards(project.manager.name),
    runtime: runtimeOf(project),
    plan: (verb, facts, options) => PLANS2[verb](project, facts, options)
  };
}

// src/toolchains/python/entry.ts
var USUAL2 = ["wsgi.py", "app/wsgi.py", "main.py", "app/main.py", "__main__.py"];
var NO_PROGRAM = /^(?:tests?|docs?|examples?|migrations)$/;
var DATA = /* @__PURE__ */ new Set(["templates", "static"]);
var SKIPPED = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist|tests?|docs?)$/;
function findPrograms2(tree2, sources) {
  const folders = sources.filter((path) => !path.endsWith(".py") && !NO_PROGRAM.test(path));
  const below3 = tree2.list("src").flatMap(({ name, kind }) => kind === "folder" ? [`src/${name}`] : []);
  const runnable = [...below3, ...folders].map((folder) => `${folder}/__main__.py`);
  const data = [];
  const packages = /* @__PURE__ */ new Set();
  survey(tree2, "", 2, data, packages);
  return {
    scripts: [.../* @__PURE__ */ new Set([...USUAL2, ...runnable])].filter((path) => tree2.has(path)),
    specs: tree2.list("").flatMap(({ name, kind }) => {
      if (kind !== "file" || !name.endsWith(".spec")) return [];
      const program3 = programOf(tree2, name);
      return program3 === void 0 ? [] : [{ path: name, program: program3 }];
    }),
    data,
    packages
  };
}
function dataOf(programs, script) {
  const folder = parent(script);
  const root = importRoot(programs, script);
  return programs.data.flatMap((path) => {
    const inside3 = folder === "" || path.startsWith(`${folder}/`);
    const depth = path.split("/").length - (folder === "" ? 0 : folder.split("/").length);
    return inside3 && depth <= 2 ? [`${path}:${posix.relative(root, path)}`] : [];
  });
}
function importRoot({ packages }, script) {
  let root = parent(script);
  while (root !== "" && packages.has(root)) root = parent(root);
  return root;
}
function survey(tree2, folder, depth, data, packages) {
  for (const { name, kind } of tree2.list(folder)) {
    if (kind === "file" && name === "__init__.py") packages.add(folder);
    if (kind !== "folder" || SKIPPED.test(name)) continue;
    const path = posix.join(folder, name);
    if (DATA.has(name)) data.push(path);
    else if (depth > 0) survey(tree2, path, path === "src" ? depth : depth - 1, data, packages);
  }
}
function programOf(tree2, path) {
  const text2 = tree2.text(path);
  if (!text2.ok || text2.value === void 0) return void 0;
  const code2 = text2.value.replace(/#.*$/gm, "");
  const made = nameIn(code2, "EXE");
  const collected = nameIn(code2, "COLLECT");
  if (made === void 0 || collected === void 0) return made;
  return posix.join(collected, made);
}
function nameIn(code2, call2) {
  const start2 = code2.search(new RegExp(`\\b${call2}\\s*\\(`));
  return start2 < 0 ? void 0 : /\bname\s*=\s*(['"])([^'"]+)\1/.exec(code2.slice(start2))?.[2];
}
function parent(path) {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}

// src/toolchains/python/spec.ts
function specText({ name, entry: entry2, roots, data, layout }) {
  const datas = data.map((text2) => {
    const [source2 = "", destination = ""] = text2.split(":");
    return `(at(${python2(source2)}), ${python2(destination)})`;
  });
  return `${HEAD2}
a = Analysis(
    [at(${python2(entry2)})],
    pathex=[${roots.map((root) => `at(${python2(root)})`).join(", ")}],
    datas=[${datas.join(", ")}],
)
# Who installed a package, and from which folder, says nothing about the program.
installer = ('INSTALLER', 'RECORD', 'REQUESTED', 'direct_url.json')
a.datas = [d for d in a.datas if not ('.dist-info' in d[0] and os.path.basename(d[0]) in installer)]
pyz = PYZ(a.pure)
${layout === "one-file" ? oneFile(name) : oneFolder(name)}`;
}
function programOf2({ name, layout }) {
  return layout === "one-file" ? name : posix.join(name, name);
}
var HEAD2 = `import os
import sys

for n in range(256):
    sys.intern(chr(n))


def at(path):
    return os.path.join(os.getcwd(), path)

`;
function oneFile(name) {
  return `EXE(pyz, a.scripts, a.binaries, a.datas, name=${python2(name)}, upx=False)
`;
}
function oneFolder(name) {
  return `exe = EXE(pyz, a.scripts, exclude_binaries=True, name=${python2(name)}, upx=False)
COLLECT(exe, a.binaries, a.datas, name=${python2(name)}, upx=False)
`;
}
function python2(text2) {
  return JSON.stringify(text2).replace(/[^\x20-\x7e]/gu, (character) => {
    const code2 = (character.codePointAt(0) ?? 0).toString(16);
    return code2.length > 4 ? `\\U${code2.padStart(8, "0")}` : `\\u${code2.padStart(4, "0")}`;
  });
}

// src/toolchains/python/venv-tools.ts
var VENV = ".venv";
var VENV_PYTHON = { name: "python", version: "", from: "project", path: `${VENV}/bin/python` };
function venvTool(name) {
  return { name, version: "", from: "project", path: `${VENV}/bin/${name}` };
}

// src/toolchains/python/build-binary.ts
var ENV = {
  PYTHONHASHSEED: "0",
  // Bytecode in the venv depends on the installer and on who ran first; here is none, so that all is compiled anew.
  PYTHONPYCACHEPREFIX: `${WORK_FOLDER}/bytecode`,
  PYINSTALLER_CONFIG_DIR: `${WORK_FOLDER}/config`
};
function planBuild(project, facts, options) {
  if (options.with !== void 0 && options.with !== "pyinstaller") {
    const message = `steps.build-binary.with is ${options.with}, but Python programs are built by pyinstaller`;
    return err({ code: "usage", message });
  }
  const file = project.declared.get("pyinstaller");
  if (file === void 0 && options.with === void 0) {
    return skip("needs-tool", "pyinstaller is not among the project's requirements");
  }
  const [spec2] = project.programs.specs.length === 1 ? project.programs.specs : [];
  const [script] = project.programs.scripts;
  const entry2 = options.entry ?? spec2?.path ?? script;
  if (entry2 === void 0) {
    return skip(
      "needs-entry",
      "no wsgi.py, main.py or __main__.py; name the script in steps.build-binary.entry"
    );
  }
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is always among the tools");
  const made = entry2.endsWith(".spec") ? fromSpec(project, entry2, options) : fromScript(project, facts, entry2, options);
  if (!made.ok) return made;
  const { name, program: program3, commands: commands2, plan: plan2 } = made.value;
  const binary = { name, machine: facts.machine, program: program3, check: options.check };
  const say2 = explainer(facts, "build-binary");
  const found = options.entry === void 0 ? entry2 : void 0;
  const check = options.check === void 0 ? "none" : `port ${options.check.port}, ${options.check.path}`;
  return oneJob(
    {
      step: "build-binary",
      commands: [...commands2, ...binaryCommands(binary)],
      tools: [VENV_PYTHON, self],
      env: ENV,
      ...BINARY_PLACES,
      gives: ["binary"]
    },
    {
      explained: [
        say2("builder", "pyinstaller", "with", file),
        say2("entry", entry2, "entry", found),
        say2("name", name, "name", options.name === void 0 ? project.file : void 0),
        ...plan2 === void 0 ? [] : [
          say2(
            "data",
            plan2.data.join(" ") || "none",
            "data",
            options.data === void 0 && plan2.data.length > 0 ? entry2 : void 0
          ),
          say2("layout", plan2.layout, "layout")
        ],
        say2("check", check, "check")
      ],
      finish: finishBinary(binary),
      progress: buildProgress
    }
  );
}
function fromSpec(project, entry2, options) {
  const refused3 = ["data", "layout"].find((key) => options[key] !== void 0);
  if (refused3 !== void 0) {
    const message = `steps.build-binary.${refused3} has no effect: ${entry2} says it; write it there`;
    return err({ code: "usage", message });
  }
  const known = project.programs.specs.find((spec2) => spec2.path === entry2);
  const stem = posix.basename(entry2, ".spec");
  const program3 = known?.program ?? stem;
  return {
    ok: true,
    value: {
      name: options.name ?? binaryName(posix.basename(program3)),
      program: program3,
      commands: [build(entry2)],
      plan: void 0
    }
  };
}
function fromScript(project, facts, entry2, options) {
  const name = options.name ?? binaryName(facts.project.name ?? stemOf(entry2));
  const plan2 = {
    name,
    entry: entry2,
    roots: [.../* @__PURE__ */ new Set(["", importRoot(project.programs, entry2)])],
    data: options.data ?? dataOf(project.programs, entry2),
    layout: options.layout ?? "one-file"
  };
  const spec2 = `${WORK_FOLDER}/${name}.spec`;
  return {
    ok: true,
    value: { name, program: programOf2(plan2), commands: [describe(plan2, spec2), build(spec2)], plan: plan2 }
  };
}
function stemOf(entry2) {
  const stem = posix.basename(entry2, ".py");
  const folder = posix.basename(posix.dirname(entry2));
  return stem === "__main__" && folder !== "." ? folder : stem;
}
function describe(plan2, out) {
  const args = ["internal", "pyinstaller-spec", "--out", out, "--name", plan2.name, "--layout", plan2.layout];
  const roots = plan2.roots.map((root) => root === "" ? "." : root).join(":");
  return { tool: "sealsmith", args: [...args, "--roots", roots, "--entry", plan2.entry, "--", ...plan2.data] };
}
function build(spec2) {
  const folders = ["--distpath", DIST_FOLDER, "--workpath", `${WORK_FOLDER}/build`];
  return { tool: "python", args: ["-m", "PyInstaller", "--noconfirm", ...folders, spec2] };
}
function buildProgress() {
  return (line) => {
    if (/INFO: (?:Analyzing|Processing|Looking for)/.test(line)) return "analysing";
    if (/INFO: Building (?:PYZ|PKG|EXE|COLLECT)/.test(line)) return "packing";
    return void 0;
  };
}

// src/toolchains/python/forwards.ts
var PIP = "INDEX_URL EXTRA_INDEX_URL NO_INDEX FIND_LINKS TRUSTED_HOST CERT CLIENT_CERT PROXY TIMEOUT RETRIES";
var PIP_MORE = "CONFIG_FILE DEFAULT_TIMEOUT KEYRING_PROVIDER";
var UV = "INDEX INDEX_* DEFAULT_INDEX EXTRA_INDEX_URL NO_INDEX FIND_LINKS INSECURE_HOST NATIVE_TLS SYSTEM_CERTS";
var UV_MORE = "CONFIG_FILE HTTP_TIMEOUT HTTP_RETRIES KEYRING_PROVIDER CONCURRENT_DOWNLOADS";
var POETRY = "CONFIG_DIR HTTP_BASIC_* CERTIFICATES_* REPOSITORIES_*";
var PYTHON_FORWARDS = [
  ...NETWORK_FORWARDS,
  ...["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"],
  ...named("PIP", `${PIP} ${PIP_MORE}`),
  ...named("UV", `${UV} ${UV_MORE}`),
  ...named("POETRY", POETRY)
];
function named(prefix, names3) {
  return names3.split(" ").map((name) => `${prefix}_${name}`);
}

// node_modules/smol-toml/dist/error.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function getLineColFromPtr(string3, ptr) {
  let lines2 = string3.slice(0, ptr).split(/\r?\n/);
  return [lines2.length, lines2.pop().length + 1];
}
function makeCodeBlock(string3, line, column) {
  let lines2 = string3.split(/\r?\n/);
  let codeblock = "";
  let numberLen = (Math.log10(line + 1) | 0) + 1;
  for (let i = line - 1; i <= line + 1; i++) {
    let l = lines2[i - 1];
    if (!l)
      continue;
    codeblock += i.toString().padEnd(numberLen, " ");
    codeblock += ":  ";
    codeblock += l;
    codeblock += "\n";
    if (i === line) {
      codeblock += " ".repeat(numberLen + column + 2);
      codeblock += "^\n";
    }
  }
  return codeblock;
}
var TomlError = class _TomlError extends Error {
  line;
  column;
  codeblock;
  constructor(message, options) {
    const [line, column] = getLineColFromPtr(options.toml, options.ptr);
    const codeblock = makeCodeBlock(options.toml, line, column);
    super(`Invalid TOML document: ${message}

${codeblock}`, options);
    this.line = line;
    this.column = column;
    this.codeblock = codeblock;
  }
  /** @internal */
  static x(message, ctx, ptr) {
    throw new _TomlError(message, { toml: ctx.s, ptr: ptr ?? ctx.p });
  }
};

// node_modules/smol-toml/dist/primitive.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function parseString(ctx) {
  let startPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p++);
  let first = c;
  let isLiteral = c === 39;
  let isMultiline = c === ctx.s.charCodeAt(ctx.p) && c === ctx.s.charCodeAt(ctx.p + 1);
  if (isMultiline) {
    if ((c = ctx.s.charCodeAt(ctx.p += 2)) === 10)
      ctx.p++;
    else if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)
      ctx.p += 2;
  }
  let parsed2 = "";
  let sliceStart = ctx.p;
  let state = 0;
  for (; ctx.p < ctx.s.length; ctx.p++) {
    c = ctx.s.charCodeAt(ctx.p);
    if (isMultiline && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)) {
      state = state && 3;
    } else if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in strings", ctx);
    } else if ((!state || state === 3) && c === first && (!isMultiline || ctx.s.charCodeAt(ctx.p + 1) === first && ctx.s.charCodeAt(ctx.p + 2) === first)) {
      if (isMultiline) {
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
      }
      if (!state) {
        let s = ctx.s.slice(sliceStart, ctx.p);
        parsed2 = parsed2 ? parsed2 + s : s;
      }
      ctx.p += isMultiline ? 3 : 1;
      return parsed2;
    } else if (!state) {
      if (!isLiteral && c === 92) {
        parsed2 += ctx.s.slice(sliceStart, sliceStart = ctx.p);
        state = 1;
      }
    } else if (state === 1) {
      if (c === 120 || c === 117 || c === 85) {
        let errPtr = ctx.p++ - 1;
        let value = 0;
        let len = c === 120 ? 2 : c === 117 ? 4 : 8;
        for (let j = 0; j < len; j++, ctx.p++) {
          let hex = ctx.s.charCodeAt(ctx.p);
          let digit = (
            /* 0-9 */
            hex >= 48 && hex <= 57 ? hex - 48 : (
              /* A-F */
              hex >= 65 && hex <= 70 ? hex - 65 + 10 : (
                /* a-f */
                hex >= 97 && hex <= 102 ? hex - 97 + 10 : -1
              )
            )
          );
          if (digit < 0)
            TomlError.x("invalid non-hex character in unicode escape", ctx);
          value = value << 4 | digit;
        }
        if (value < 0 || value > 1114111 || value >= 55296 && value <= 57343) {
          TomlError.x("invalid unicode escape", ctx, errPtr);
        }
        parsed2 += String.fromCodePoint(value);
        sliceStart = ctx.p--;
        state = 0;
      } else if (isMultiline && (c === 32 || c === 9)) {
        state = 2;
      } else {
        if (c === 98)
          parsed2 += "\b";
        else if (c === 116)
          parsed2 += "	";
        else if (c === 110)
          parsed2 += "\n";
        else if (c === 102)
          parsed2 += "\f";
        else if (c === 114)
          parsed2 += "\r";
        else if (c === 101)
          parsed2 += "\x1B";
        else if (c === 34)
          parsed2 += '"';
        else if (c === 92)
          parsed2 += "\\";
        else
          TomlError.x("unrecognised escape sequence", ctx);
        sliceStart = ctx.p + 1;
        state = 0;
      }
    } else if (c !== 32 && c !== 9) {
      if (state === 2)
        TomlError.x("invalid escape: only line-ending whitespace may be escaped", ctx, sliceStart);
      state = !isLiteral && c === 92 ? 1 : 0;
      sliceStart = ctx.p;
    }
  }
  TomlError.x("unfinished string", ctx, startPtr);
}

// node_modules/smol-toml/dist/date.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
var DATE_TIME_RE = /^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i;
var TomlDate = class _TomlDate extends Date {
  #hasDate = false;
  #hasTime = false;
  #offset = null;
  constructor(date, fasttype, unsafeDelim) {
    let hasDate = true;
    let hasTime = true;
    let offset = "Z";
    let c;
    if (typeof date === "string") {
      if (fasttype)
        prep: {
          if (fasttype < 3) {
            if (+date.slice(11, 13) > 23) {
              date = "";
              break prep;
            }
            if (fasttype === 2) {
              offset = null;
              date += "Z";
            } else if ((c = date.charCodeAt(date.length - 1)) !== 90 && c !== 122) {
              offset = date.slice(date.length - 6);
            }
            if (unsafeDelim)
              date = date.slice(0, 10) + "T" + date.slice(11);
          } else if (fasttype === 4) {
            date = +date.slice(0, 2) > 23 ? "" : `0000-01-01T${date}Z`;
          }
          hasDate = fasttype !== 4;
          hasTime = fasttype !== 3;
        }
      else {
        let match2 = date.match(DATE_TIME_RE);
        if (match2) {
          if (!match2[1]) {
            hasDate = false;
            date = `0000-01-01T${date}`;
          }
          hasTime = !!match2[2];
          hasTime && date[10] === " " && (date = date.replace(" ", "T"));
          if (match2[2] && +match2[2] > 23) {
            date = "";
          } else {
            offset = match2[3] || null;
            if (!offset && hasTime)
              date += "Z";
          }
        } else {
          date = "";
        }
      }
    }
    super(date);
    if (!isNaN(this.getTime())) {
      this.#hasDate = hasDate;
      this.#hasTime = hasTime;
      this.#offset = offset;
    }
  }
  isDateTime() {
    return this.#hasDate && this.#hasTime;
  }
  isLocal() {
    return !this.#hasDate || !this.#hasTime || !this.#offset;
  }
  isDate() {
    return this.#hasDate && !this.#hasTime;
  }
  isTime() {
    return this.#hasTime && !this.#hasDate;
  }
  isValid() {
    return this.#hasDate || this.#hasTime;
  }
  toISOString() {
    let iso = super.toISOString();
    if (this.isDate())
      return iso.slice(0, 10);
    if (this.isTime())
      return iso.slice(11, 23);
    if (this.#offset === null)
      return iso.slice(0, -1);
    if (this.#offset === "Z" || this.#offset === "z")
      return iso;
    let offset = +this.#offset.slice(1, 3) * 60 + +this.#offset.slice(4, 6);
    offset = this.#offset[0] === "-" ? offset : -offset;
    let offsetDate = new Date(this.getTime() - offset * 6e4);
    return offsetDate.toISOString().slice(0, -1) + this.#offset;
  }
  static wrapAsOffsetDateTime(jsDate, offset = "Z") {
    let date = new _TomlDate(jsDate);
    date.#offset = offset;
    return date;
  }
  static wrapAsLocalDateTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#offset = null;
    return date;
  }
  static wrapAsLocalDate(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasTime = false;
    date.#offset = null;
    return date;
  }
  static wrapAsLocalTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasDate = false;
    date.#offset = null;
    return date;
  }
};

// node_modules/smol-toml/dist/extract.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function isDigit(char, base = 10) {
  return base === 16 ? char > 47 && char < 58 || char > 64 && char < 71 || char > 96 && char < 103 : char > 47 && char < 48 + base;
}
function isEndOfValue(char, delim) {
  return char === 32 || char === 9 || char === 10 || char === 13 || // Structure end or next value delimiter
  delim && (char === delim || char === 44) || // Comment
  char === 35;
}
function extractValue(ctx, end) {
  let errPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p);
  if (c === 91 || c === 123) {
    ctx.d-- || TomlError.x("document contains excessively nested structures. aborting.", ctx);
    let value = c === 91 ? parseArray(ctx) : parseInlineTable(ctx);
    ctx.d++;
    return value;
  }
  if (c === 34 || c === 39) {
    return parseString(ctx);
  }
  if (c === 116) {
    if (ctx.s.charCodeAt(++ctx.p) !== 114 || ctx.s.charCodeAt(++ctx.p) !== 117 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, true;
  }
  if (c === 102) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 108 || ctx.s.charCodeAt(++ctx.p) !== 115 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, false;
  }
  if (c === 43 || c === 45) {
    return parseNumber(ctx, ctx.p, ctx.s.charCodeAt(++ctx.p), 44 - c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 4) === 45 && ctx.s.charCodeAt(ctx.p + 7) === 45) {
    return parseDate(ctx, c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 2) === 58) {
    return parseTime(ctx, c, end);
  }
  return parseNumber(ctx, ctx.p, c, 0, end);
}
function parseNumber(ctx, startPtr, startChr, sign3, endChr) {
  let c = startChr;
  let state = 0;
  let hasUnderscores = false;
  if (c === 105) {
    if (ctx.s.charCodeAt(++ctx.p) !== 110 || ctx.s.charCodeAt(++ctx.p) !== 102)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, (sign3 || 1) / 0;
  }
  if (c === 110) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 110)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, NaN;
  }
  if (c === 48) {
    if (++ctx.p >= ctx.s.length || isEndOfValue(c = ctx.s.charCodeAt(ctx.p), endChr))
      return ctx.bi === true ? 0n : 0;
    if (!sign3) {
      if (c === 120)
        return parseIntegerBaseN(ctx, startPtr, 16, endChr);
      else if (c === 98)
        return parseIntegerBaseN(ctx, startPtr, 2, endChr);
      else if (c === 111)
        return parseIntegerBaseN(ctx, startPtr, 8, endChr);
    }
    if (c === 46)
      state = 2;
    else if (c === 101 || c === 69)
      state = 4;
    else
      TomlError.x("illegal leading zero", ctx, startPtr);
  } else if (!isDigit(c))
    TomlError.x("invalid value", ctx, startPtr);
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (!state)
      state = 1;
    if (c === 95) {
      if (!(state & 1))
        TomlError.x("illegal underscore", ctx);
      state += 11;
      hasUnderscores = true;
    } else if (state === 1 && c === 46)
      state = 2;
    else if ((state === 1 || state === 3) && (c === 101 || c === 69))
      state = 4;
    else if (state === 4 && (c === 43 || c === 45)) {
      state = 6;
    } else if (!isDigit(c))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (state > 9)
      state -= 11;
    else if (!(state & 1))
      state++;
  }
  if (!state) {
    let val = (startChr - 48) * (sign3 || 1);
    return ctx.bi === true ? BigInt(val) : val;
  }
  if (!(state & 1))
    TomlError.x("unfinished numeric value", ctx, startPtr);
  let str = ctx.s.slice(startPtr, ctx.p);
  if (hasUnderscores)
    str = str.replaceAll("_", "");
  return state > 1 ? parseFloat(str) : parseInteger(ctx, str, 10, startPtr);
}
function parseIntegerBaseN(ctx, startPtr, base, endChr) {
  let c, underscore = 1;
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (c === 95) {
      if (underscore & 1)
        TomlError.x("illegal underscore", ctx);
      underscore = 3;
    } else if (!isDigit(c, base))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (underscore & 1)
      underscore--;
  }
  if (underscore & 1)
    TomlError.x("unfinished numeric value", ctx);
  let str = ctx.s.slice(startPtr + 2, ctx.p);
  if (underscore)
    str = str.replaceAll("_", "");
  return parseInteger(ctx, str, base, startPtr);
}
function parseInteger(ctx, str, base, startPtr) {
  if (ctx.bi !== true)
    int: {
      let val = parseInt(str, base);
      if (!Number.isSafeInteger(val)) {
        if (ctx.bi)
          break int;
        TomlError.x("integer value cannot be represented losslessly", ctx, startPtr);
      }
      return val;
    }
  return base === 10 ? BigInt(str) : BigInt((base === 2 ? "0b" : base === 8 ? "0o" : "0x") + str);
}
function parseDate(ctx, c, endChr) {
  let startPtr = ctx.p++, unsafeSeparator;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++))) {
    return parseNumber(ctx, ctx.p = startPtr, c, 0, endChr);
  }
  ctx.p += 5;
  if (!isDigit(ctx.s.charCodeAt(ctx.p++)))
    TomlError.x("invalid date-time: date part is malformed", ctx, startPtr);
  if (ctx.p >= ctx.s.length || ((c = ctx.s.charCodeAt(ctx.p)) !== 32 || (unsafeSeparator = true, !isDigit(ctx.s.charCodeAt(ctx.p + 1)))) && c !== 84 && c !== 116) {
    let t2 = ctx.s.slice(startPtr, ctx.p);
    return readDate(ctx, t2, 3, false, startPtr);
  }
  if (ctx.s.charCodeAt(ctx.p += 3) !== 58)
    TomlError.x("invalid date-time: time part is malformed", ctx, startPtr);
  if (ctx.s.charCodeAt(ctx.p += 3) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  if (c = ctx.s.charCodeAt(ctx.p)) {
    if (c === 90 || c === 122) {
      let t2 = ctx.s.slice(startPtr, ++ctx.p);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, "[+00:00]");
    }
    if (c === 43 || c === 45) {
      let t2 = ctx.s.slice(startPtr, ctx.p += 6);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, !ctx.ld && "[" + ctx.s.slice(ctx.p - 6, ctx.p) + "]");
    }
  }
  let t = ctx.s.slice(startPtr, ctx.p);
  return readDate(ctx, t, 2, unsafeSeparator, startPtr);
}
function parseTime(ctx, c, endChr) {
  let start2 = ctx.p;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(++ctx.p))) {
    return parseNumber(ctx, --ctx.p, c, 0, endChr);
  }
  if (ctx.s.charCodeAt(ctx.p += 4) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  let t = ctx.s.slice(start2, ctx.p);
  return readDate(ctx, t, 4, false, start2);
}
function readDate(ctx, str, type, unsafeDelim, errPtr, temporalSuffix) {
  if (ctx.ld) {
    let date = new TomlDate(str, type, unsafeDelim);
    if (!date.isValid())
      TomlError.x("invalid date", ctx, errPtr);
    return date;
  }
  try {
    if (temporalSuffix)
      str += temporalSuffix;
    switch (type) {
      case 1:
        return Temporal.ZonedDateTime.from(str);
      case 2:
        return Temporal.PlainDateTime.from(str);
      case 3:
        return Temporal.PlainDate.from(str);
      case 4:
        return Temporal.PlainTime.from(str);
    }
  } catch (e) {
    TomlError.x(e instanceof Error ? e.message : "" + e, ctx, errPtr);
  }
}

// node_modules/smol-toml/dist/util.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function skipComment(ctx) {
  for (; ctx.p < ctx.s.length; ctx.p++) {
    let c = ctx.s.charCodeAt(ctx.p);
    if (c === 10)
      break;
    if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10) {
      ctx.p++;
      break;
    }
    if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in comments", ctx);
    }
  }
}
function skipVoid(ctx, banNewLines, banComments) {
  let c;
  while (ctx.p < ctx.s.length) {
    while (ctx.p < ctx.s.length && ((c = ctx.s.charCodeAt(ctx.p)) === 32 || c === 9 || !banNewLines && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)))
      ctx.p++;
    if (banComments || c !== 35)
      break;
    skipComment(ctx);
  }
}

// node_modules/smol-toml/dist/struct.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function parseKey(ctx, end = 61) {
  let startPtr;
  let state = 0;
  let parsed2 = [];
  let sliceStart;
  let c = ctx.s.charCodeAt(startPtr = ctx.p);
  do {
    if (c === end) {
      if (!state)
        TomlError.x("unexpected end of key", ctx);
      if (state === 1)
        parsed2.push(ctx.s.slice(sliceStart, ctx.p));
      return ctx.p++, parsed2;
    } else if (c === 46) {
      if (!state)
        TomlError.x("illegal empty bare key", ctx);
      if (state === 1)
        parsed2.push(ctx.s.slice(sliceStart, ctx.p));
      state = 0;
    } else if (!state && (c === 34 || c === 39)) {
      if (c === ctx.s.charCodeAt(ctx.p + 1) && c === ctx.s.charCodeAt(ctx.p + 2))
        TomlError.x("illegal quoted key: multiline strings are not allowed", ctx);
      parsed2.push(parseString(ctx));
      state = 2;
      ctx.p--;
    } else if (c === 32 || c === 9) {
      if (state === 1) {
        parsed2.push(ctx.s.slice(sliceStart, ctx.p));
        state = 2;
      }
    } else if (state === 2 || c < 48 && c !== 45 || c > 57 && c < 65 || c > 90 && c < 97 && c !== 95 || c > 122) {
      TomlError.x("illegal character in key", ctx);
    } else if (!state) {
      state = 1;
      sliceStart = ctx.p;
    }
  } while (c = ctx.s.charCodeAt(++ctx.p));
  TomlError.x("incomplete key-value: cannot find end of key", ctx, startPtr);
}
function parseInlineTable(ctx) {
  let startPtr = ctx.p++;
  let res = /* @__PURE__ */ Object.create(null);
  let seen = /* @__PURE__ */ new Set();
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 125) {
      ctx.p++;
      return res;
    }
    let k;
    let t = res;
    let hasOwn = false;
    let errPtr = ctx.p;
    let key = parseKey(ctx);
    for (let i = 0; i < key.length; i++) {
      if (i)
        t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      k = key[i];
      if ((hasOwn = Object.hasOwn(t, k)) && (typeof t[k] !== "object" || seen.has(t[k]))) {
        TomlError.x("trying to redefine an already defined value", ctx, errPtr);
      }
      let unsafe2 = k === "__proto__";
      if (ctx.uk && (unsafe2 || k === "constructor")) {
        t = ctx.uk !== 1 && TomlError.x("document contains an unsafe property", ctx, errPtr);
        break;
      }
      if (!hasOwn && unsafe2) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
      }
    }
    if (hasOwn) {
      TomlError.x("trying to redefine an already defined value", ctx, errPtr);
    }
    skipVoid(ctx, true, true);
    let value = extractValue(
      ctx,
      125
      /* } */
    );
    if (t && typeof (t[k] = value) === "object")
      seen.add(value);
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 125) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished table", ctx, startPtr);
}
function parseArray(ctx) {
  let startPtr = ctx.p++;
  let res = [];
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 93) {
      ctx.p++;
      return res;
    }
    res.push(extractValue(
      ctx,
      93
      /* ] */
    ));
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 93) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished array", ctx, startPtr);
}

// node_modules/smol-toml/dist/parse.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function peekTable(ctx, key, table5, meta, type) {
  let t = table5;
  let m = meta;
  let k;
  let hasOwn = false;
  let state;
  for (let i = 0; i < key.length; i++) {
    if (i) {
      t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      m = (state = m[k]).c;
      if (type === 0 && (state.t === 1 || state.t === 2)) {
        return null;
      }
      if (state.t === 2) {
        let l = t.length - 1;
        t = t[l];
        m = m[l].c;
      }
    }
    k = key[i];
    if ((hasOwn = Object.hasOwn(t, k)) && m[k]?.t === 0 && m[k]?.d) {
      return null;
    }
    if (!hasOwn) {
      let unsafe2 = k === "__proto__";
      if (ctx.uk && (unsafe2 || k === "constructor"))
        return false;
      if (unsafe2) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
        Object.defineProperty(m, k, { enumerable: true, configurable: true, writable: true });
      }
      m[k] = {
        t: i < key.length - 1 && type === 2 ? 3 : type,
        d: false,
        i: 0,
        c: /* @__PURE__ */ Object.create(null)
      };
    }
  }
  state = m[k];
  if (state.t !== type && !(type === 1 && state.t === 3)) {
    return null;
  }
  if (type === 2) {
    if (!state.d) {
      state.d = true;
      t[k] = [];
    }
    t[k].push(t = /* @__PURE__ */ Object.create(null));
    state.c[state.i++] = state = { t: 1, d: false, i: 0, c: /* @__PURE__ */ Object.create(null) };
  }
  if (state.d) {
    return null;
  }
  state.d = true;
  if (type === 1) {
    t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
  } else if (type === 0 && hasOwn) {
    return null;
  }
  return [k, t, state.c];
}
function validateTablePeek(ctx, peek, ptr) {
  if (peek === null || ctx.uk === 2)
    TomlError.x(peek === null ? "trying to redefine an already defined table or value" : "document contains an unsafe property", ctx, ptr);
}
function parse4(toml, options = {}) {
  let ctx = {
    s: toml,
    p: 0,
    d: options.maxDepth ?? 1e3,
    bi: options.integersAsBigInt ?? false,
    ld: options.useLegacyDate ?? true,
    uk: options.unsafeKeyBehaviour === "throw" ? 2 : options.unsafeKeyBehaviour === "drop" ? 1 : 0
  };
  let res = /* @__PURE__ */ Object.create(null);
  let meta = /* @__PURE__ */ Object.create(null);
  let tmp;
  let skipping = false;
  let tbl = res;
  let m = meta;
  if (toml.charCodeAt(0) === 65279)
    ctx.p++;
  skipVoid(ctx);
  while (ctx.p < toml.length) {
    if (toml.charCodeAt(ctx.p) === 91) {
      let isTableArray = toml.charCodeAt(++ctx.p) === 91;
      tmp = ctx.p += +isTableArray;
      skipping = false;
      let k = parseKey(
        ctx,
        93
        /* ] */
      );
      if (isTableArray) {
        if (toml.charCodeAt(ctx.p) !== 93) {
          TomlError.x("expected end of table array declaration", ctx);
        }
        ctx.p++;
      }
      let p = peekTable(
        ctx,
        k,
        res,
        meta,
        isTableArray ? 2 : 1
        /* Type.EXPLICIT */
      );
      if (!p) {
        validateTablePeek(ctx, p, tmp);
        skipping = true;
      } else {
        m = p[2];
        tbl = p[1];
      }
    } else {
      tmp = ctx.p;
      let k = parseKey(ctx);
      let p = peekTable(
        ctx,
        k,
        tbl,
        m,
        0
        /* Type.DOTTED */
      );
      if (!p && !skipping)
        validateTablePeek(ctx, p, tmp);
      skipVoid(ctx, true, true);
      let v = extractValue(ctx, void 0);
      if (p && !skipping)
        p[1][p[0]] = v;
    }
    skipVoid(ctx, true);
    if (ctx.p < toml.length && (tmp = toml.charCodeAt(ctx.p)) !== 10 && (tmp !== 13 || toml.charCodeAt(ctx.p + 1) !== 10)) {
      TomlError.x("each key-value declaration must be followed by an end-of-line", ctx);
    }
    skipVoid(ctx);
  }
  return res;
}

// node_modules/smol-toml/dist/stringify.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
var HAS_WELLFORMED = !!"".isWellFormed;

// node_modules/smol-toml/dist/index.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */

// src/toolchains/python/locks.ts
function withoutHashes2(text2) {
  let root;
  try {
    root = parse4(text2);
  } catch (error2) {
    if (error2 instanceof TomlError) return void 0;
    throw error2;
  }
  const packages = root["package"];
  if (packages === void 0) return [];
  if (!Array.isArray(packages)) return void 0;
  const names3 = packages.flatMap((entry2) => {
    const one = table3(entry2);
    const source2 = table3(one["source"]);
    const ours = source2["virtual"] !== void 0 || source2["editable"] !== void 0;
    return ours || hashed(one) ? [] : [String(one["name"])];
  });
  return [...new Set(names3)].sort();
}
function hashed(one) {
  const files = [one["sdist"], ...list2(one["wheels"]), ...list2(one["files"])].filter(
    (file) => file !== void 0
  );
  return files.length > 0 && files.every((file) => typeof table3(file)["hash"] === "string");
}
function list2(value) {
  return Array.isArray(value) ? value : [];
}
function table3(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

// src/toolchains/python/requirements.ts
var DEVELOPMENT = /^(?:dev|develop|development|tests?|testing|lint|linting|ci|qa|build|binary|packaging)$/;
var MAIN = /^(?:base|main|common|requirements|app|prod|production|runtime)$/;
function normalName(name) {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
function requirementName(requirement) {
  const name = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;@(,\s])/.exec(
    requirement
  )?.[1];
  if (name !== void 0) return normalName(name);
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(requirement)?.[1];
  return egg === void 0 ? void 0 : normalName(egg);
}
function findRequirements(tree2) {
  const found = [];
  const paths = [...rootFiles(tree2), ...folderFiles(tree2)];
  const later = (path) => path === "requirements.txt" ? 0 : 1;
  for (const path of paths.toSorted((a, b) => later(a) - later(b))) {
    const file = readRequirements(tree2, path);
    if (!file.ok) return file;
    found.push(file.value);
  }
  return ok(found.filter((file) => !found.some((other) => other !== file && includes(other, file, found))));
}
function readRequirements(tree2, path) {
  const held = /* @__PURE__ */ new Set();
  const installs = /* @__PURE__ */ new Set();
  const lines2 = [];
  const waiting = [{ path, from: path, constraint: false }];
  for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
    const seen = next.constraint ? held : installs;
    if (seen.has(next.path)) continue;
    seen.add(next.path);
    const text2 = tree2.text(next.path);
    if (!text2.ok) return text2;
    if (text2.value === void 0) return err(absent2(next.from, next.path));
    for (const line of logicalLines(text2.value)) {
      const include = includeIn(line, next);
      if (include === void 0) {
        if (!next.constraint) lines2.push({ file: next.path, text: line });
      } else if (!include.ok) return include;
      else if (include.value !== void 0) waiting.push(include.value);
    }
  }
  const asked = askedIn(lines2);
  return asked.ok ? ok({ path, files: [.../* @__PURE__ */ new Set([...installs, ...held])].sort(), installs, ...asked.value }) : asked;
}
function askedIn(lines2) {
  const names3 = /* @__PURE__ */ new Map();
  const local2 = [];
  let self = false;
  for (const { file, text: text2 } of lines2) {
    const [, editable2, requirement = ""] = /^(-e\s*|--editable[\s=]+)?(.*)$/s.exec(text2) ?? [];
    const place3 = /^(?:\.{1,2}(?=[/[\s]|$)|\/)[^[\s]*/.exec(requirement)?.[0];
    const name = requirement.startsWith("-") ? void 0 : requirementName(requirement);
    if (name !== void 0 && !names3.has(name)) names3.set(name, file);
    if (place3 === void 0) continue;
    if (/^\.\/?$/.test(place3)) {
      self = true;
      if (editable2 === void 0) local2.push("**");
      continue;
    }
    const path = workspacePath(place3);
    if (path === void 0) return err(outside(file, place3));
    local2.push(path);
  }
  return ok({ names: names3, local: local2, self, hashed: lines2.some(({ text: text2 }) => /\s--hash[=\s]/.test(text2)) });
}
function includeIn(line, within2) {
  const [, option, target] = /^(-r|--requirement|-c|--constraint)(?:\s+|=|(?=[^\s-]))(\S.*)$/.exec(line) ?? [];
  if (option === void 0 || target === void 0) return void 0;
  if (/^[a-z]+:\/\//i.test(target)) return ok(void 0);
  const path = workspacePath(posix.join(posix.dirname(within2.path), target.trim()));
  if (path === void 0) return err(outside(within2.path, target));
  return ok({
    path,
    from: within2.path,
    constraint: within2.constraint || option === "-c" || option === "--constraint"
  });
}
function logicalLines(text2) {
  const joined = text2.replace(/^\uFEFF/, "").replace(/\\\r?\n/g, " ");
  return joined.split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, "").trim()).filter((line) => line !== "");
}
function rootFiles(tree2) {
  return names(tree2, "").filter((name) => {
    if (name === "requirements.txt") return true;
    const kind = /^(?:requirements[-_.](\w+)|(\w+)[-_.]requirements)\.txt$/.exec(name);
    return kind !== null && DEVELOPMENT.test(kind[1] ?? kind[2] ?? "");
  });
}
function folderFiles(tree2) {
  const all2 = names(tree2, "requirements").filter((name) => name.endsWith(".txt"));
  const known = all2.filter((name) => {
    const stem = name.slice(0, -".txt".length);
    return MAIN.test(stem) || DEVELOPMENT.test(stem);
  });
  return (known.length === 0 && all2.length === 1 ? all2 : known).map((name) => `requirements/${name}`);
}
function names(tree2, folder) {
  return tree2.list(folder).flatMap(({ name, kind }) => kind === "folder" ? [] : [name]);
}
function includes(other, file, order3) {
  if (!other.installs.has(file.path)) return false;
  return !file.installs.has(other.path) || order3.indexOf(other) < order3.indexOf(file);
}
function absent2(file, path) {
  const message = `names ${path}, which is not there`;
  return { code: "project-invalid", file, message, next: `add ${path}, or take the line out of ${file}` };
}
function outside(file, path) {
  const message = `includes ${path}, which lies outside this folder, where a change would go unseen`;
  const next = "start in the folder that holds both (--cwd), or keep a copy here";
  return { code: "project-invalid", file, message, next };
}

// src/toolchains/python/venv-packages.ts
function venvPackages({ files, workspace }) {
  const lib = posix.join(workspace, VENV, "lib");
  const found = /* @__PURE__ */ new Map();
  for (const { name: python4 } of files.list(lib)) {
    for (const { name: folder } of files.list(posix.join(lib, python4, "site-packages"))) {
      const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(folder) ?? [];
      if (name === void 0 || version === void 0) continue;
      const entry2 = { name: normalName(name), version };
      found.set(`${entry2.name} ${version}`, entry2);
    }
  }
  return [...found.values()].sort((a, b) => order2(a.name, b.name) || order2(a.version, b.version));
}
function venvVersion(io, name) {
  return venvPackages(io).find((entry2) => entry2.name === name)?.version;
}
function venvPython({ files, workspace }) {
  const text2 = files.readText(posix.join(workspace, VENV, "pyvenv.cfg"));
  const version = /^version(?:_info)?\s*=\s*(\d+(?:\.\d+)*)/m.exec(
    (text2.ok ? text2.value : void 0) ?? ""
  )?.[1];
  return version === void 0 ? void 0 : { name: "python", version };
}
function order2(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/toolchains/python/installed.ts
function finishInstall3(project, manager) {
  const { dependencies, manifests } = project;
  return async (io) => {
    if (!io.succeeded) return ended2(dependencies, io.tail);
    const evidence = await digests(io, manifests);
    if (!evidence.ok) return evidence;
    const packages = venvPackages(io);
    const runtime = venvPython(io);
    const doubts = doubtsAbout(dependencies, io);
    const hashesChecked = doubts.length === 0;
    const count3 = `${packages.length} ${packages.length === 1 ? "package" : "packages"} by ${manager}`;
    return ok({
      facts: {
        deps: {
          manager,
          ...runtime === void 0 ? {} : { runtime },
          packages,
          hashesChecked,
          scriptsWithheld: [],
          evidence: evidence.value
        }
      },
      summary: hashesChecked ? `${count3}, hashes checked` : count3,
      remarks: [...doubts, ...buildRemarks(dependencies)]
    });
  };
}
async function digests(io, paths) {
  const read4 = paths.filter((path) => io.files.kind(posix.join(io.workspace, path)) === "file").map(async (path) => {
    const digest = await io.files.digest(posix.join(io.workspace, path));
    return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
  });
  return all(await Promise.all(read4));
}
function doubtsAbout(dependencies, io) {
  const taken = "what the index answers is taken";
  switch (dependencies.kind) {
    case "requirements":
      return dependencies.files.filter((file) => !file.hashed).map((file) => `${file.path} has no hashes: ${taken}`);
    case "pyproject":
    case "setup": {
      const file = dependencies.kind === "setup" ? dependencies.file : "pyproject.toml";
      return [`${file} is no lock file: ${taken}`];
    }
    case "poetry":
      return dependencies.locked ? doubtsInLock("poetry.lock", io) : [`there is no poetry.lock: ${taken}`];
    case "uv":
      return doubtsInLock("uv.lock", io);
  }
}
function doubtsInLock(file, io) {
  const text2 = io.files.readText(posix.join(io.workspace, file));
  const names3 = text2.ok && text2.value !== void 0 ? withoutHashes2(text2.value) : void 0;
  if (names3 === void 0) return [`${file} cannot be read here: whether it has hashes is not known`];
  return names3.length === 0 ? [] : [`${file} has no hash for ${names3.join(", ")}`];
}
function buildRemarks(dependencies) {
  const builds = dependencies.kind === "uv" && dependencies.pyproject.buildable || dependencies.kind === "requirements" && dependencies.self !== "no";
  return builds ? ["the project itself is built by what [build-system] names, without hashes"] : [];
}
var STALE = {
  uv: /lockfile at .+ needs to be updated|Unable to find lockfile/,
  poetry: /changed significantly since poetry\.lock was last generated/
};
function ended2(dependencies, tail) {
  const { kind } = dependencies;
  if ((kind === "uv" || kind === "poetry") && STALE[kind].test(tail)) {
    const message = "is older than pyproject.toml and no longer fits it";
    return err({ code: "project-invalid", file: `${kind}.lock`, message, next: `run: ${kind} lock` });
  }
  return ok({ facts: {}, summary: trouble2(tail), remarks: [] });
}
function trouble2(tail) {
  const lines2 = tail.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const said5 = lines2.findLast((line) => /^(?:ERROR: |error: |× |Error: )/.test(line));
  return (said5 ?? lines2.at(-1) ?? "").replace(/^(?:ERROR: |error: |× |Error: )/, "").slice(0, 200);
}

// src/toolchains/python/interpreter.ts
var MINORS = [15, 14, 13, 12, 11, 10, 9];
var GET4 = "install Python 3 with its venv module (Debian: apt install python3 python3-venv, macOS: brew install python)";
function pythonRequests(wish) {
  const usual = ["python3", "python"];
  const first = wish.preferred === void 0 ? usual : [`python${wish.preferred}`, ...usual];
  const fitting = MINORS.map((minor) => `3.${minor}`).filter((minor) => meetsPython(minor, wish.requires));
  const other = fitting.map((minor) => `python${minor}`);
  const requests = [toolRequest("python", GET4, { commands: first })];
  if (wish.requires !== void 0 && other.length > 0) {
    requests.push(toolRequest("other-python", GET4, { commands: other }));
  }
  return requests;
}
function choosePython(facts, wish) {
  const usual = facts.tools.get("python");
  const found = [usual, facts.tools.get("other-python")].filter((tool) => tool !== void 0);
  const fitting = found.find((tool) => meetsPython(tool.version, wish.requires));
  if (fitting !== void 0) return ok({ ...fitting, name: "python" });
  const wanted = wish.requires === void 0 ? "Python 3" : `Python ${wish.requires} (${wish.file})`;
  const there = found.map((tool) => `${tool.version} at ${tool.path}`).join(" and ");
  const get = there === "" ? GET4 : `found ${there}; ${GET4}`;
  return err({ code: "tool-missing", tool: wanted, wantedBy: "install", get });
}

// src/toolchains/python/stores.ts
var PYTHON_STORES = {
  /** Unpacked wheels are copied as they lie there; the hashes beside them are the store's own. */
  uv: {
    name: "uv",
    env: ["UV_CACHE_DIR"],
    keeps: ["archive-v*", "wheels-v*", "simple-v*"],
    leaves: ["**/.lock", "**/*.lock", "**/.tmp*"],
    checked: false
  },
  /** Answers of the index. What builds a source archive comes from here too, and no hash vouches for that. */
  pip: {
    name: "pip",
    env: ["PIP_CACHE_DIR"],
    keeps: ["http", "http-v2"],
    leaves: [],
    checked: false
  },
  /** Wheels as they were downloaded, for requirements that all have hashes: see cli/internal/pip-wheels.ts. */
  "pip-wheels": {
    name: "pip-wheels",
    env: ["PIP_DEST"],
    keeps: ["*.whl"],
    leaves: [],
    checked: true
  },
  /** Another wheel of the same package beside the one of the lock file is preferred, and not compared. */
  poetry: {
    name: "poetry",
    env: ["POETRY_CACHE_DIR"],
    keeps: ["artifacts", "cache/repositories/*/_http"],
    leaves: [],
    checked: false
  }
};

// src/toolchains/python/install.ts
var GET5 = {
  uv: "pip install uv, or see docs.astral.sh/uv",
  poetry: "pipx install poetry, or see python-poetry.org/docs"
};
function planInstall3(project, facts, options) {
  const python4 = choosePython(facts, project.wish);
  if (!python4.ok) return python4;
  const manager = chooseManager2(project, facts, options.with);
  if (!manager.ok) return manager;
  const { name, tool } = manager.value;
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const commands2 = COMMANDS[name](project.dependencies);
  const say2 = explainer(facts, "install");
  const sources = project.dependencies.kind === "requirements" ? project.dependencies.files : [];
  const from = sources.map((file) => file.path).join(" ") || project.file;
  return oneJob(
    {
      step: "install",
      commands: [
        { tool: "python", args: ["-m", "venv", ...name === "pip" ? [] : ["--without-pip"], VENV] },
        ...commands2
      ],
      tools: [python4.value, tool, ...commands2.some((one) => one.tool === self.name) ? [self] : []],
      inputs: project.manifests,
      env: ENV2[name],
      forwards: PYTHON_FORWARDS,
      stores: storesOf(name, commands2),
      outputs: [VENV],
      needs: [],
      gives: ["deps"],
      grants: ["network"],
      cache: "store"
    },
    {
      explained: [
        say2("dependencies", from, void 0, project.file),
        say2("installer", tool.version === "" ? name : `${name} ${tool.version}`, "with"),
        say2("interpreter", `python ${python4.value.version}`, void 0, pythonFile(project))
      ],
      finish: finishInstall3(project, name)
    }
  );
}
function pythonFile({ wish }) {
  if (wish.requires !== void 0) return wish.file;
  return wish.preferred === void 0 ? void 0 : ".python-version";
}
function chooseManager2({ dependencies }, facts, wanted) {
  const { kind } = dependencies;
  const possible = kind === "uv" ? ["uv"] : kind === "poetry" ? ["poetry"] : ["uv", "pip"];
  const name = wanted === void 0 ? possible.find((one) => one === "pip" || has(facts, one)) : asManager(possible, wanted);
  if (wanted !== void 0 && name === void 0) return err(unfit(kind, possible, wanted));
  const chosen2 = name ?? possible[0] ?? "pip";
  if (chosen2 === "pip") return ok({ name: chosen2, tool: venvTool("pip") });
  const tool = facts.tools.get(chosen2);
  if (tool !== void 0) return ok({ name: chosen2, tool });
  return err({ code: "tool-missing", tool: chosen2, wantedBy: "install", get: GET5[chosen2] });
}
function has(facts, name) {
  return facts.tools.has(name);
}
function asManager(possible, wanted) {
  return possible.find((one) => one === wanted);
}
function unfit(kind, possible, wanted) {
  const what = kind === "uv" || kind === "poetry" ? `${kind}.lock is installed` : "this project is installed";
  return {
    code: "usage",
    message: `steps.install.with is ${wanted}, but ${what} by ${possible.join(" or ")}`
  };
}
function storesOf(name, commands2) {
  const own2 = PYTHON_STORES[name];
  return commands2.some(({ tool }) => tool === "sealsmith") ? [PYTHON_STORES["pip-wheels"], own2] : [own2];
}
var ENV2 = {
  uv: {
    UV_PYTHON: `${VENV}/bin/python`,
    UV_PROJECT_ENVIRONMENT: VENV,
    UV_PYTHON_DOWNLOADS: "never",
    // Hard links would let a change in the venv reach uv's cache, and from there every later venv.
    UV_LINK_MODE: "copy",
    // Later jobs never write bytecode, so that the tree stays as it was installed.
    UV_COMPILE_BYTECODE: "1",
    UV_NO_PROGRESS: "1"
  },
  pip: { PIP_NO_INPUT: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_PROGRESS_BAR: "off" },
  poetry: { POETRY_VIRTUALENVS_IN_PROJECT: "true", POETRY_VIRTUALENVS_CREATE: "true" }
};
var COMMANDS = {
  uv: (dependencies) => dependencies.kind === "uv" ? [syncUv(dependencies.pyproject)] : pipLike("uv", ["pip", "install"], dependencies),
  pip: (dependencies) => pipLike("pip", ["install"], dependencies),
  poetry: (dependencies) => [syncPoetry(dependencies)]
};
function syncUv(pyproject) {
  const groups = pyproject.conflicts ? [] : ["--all-groups"];
  return {
    tool: "uv",
    args: ["sync", "--locked", ...groups, ...pyproject.extras.flatMap((name) => ["--extra", name])]
  };
}
function syncPoetry(dependencies) {
  const extras = dependencies.kind === "poetry" ? dependencies.pyproject.extras : [];
  const args = ["install", "--no-interaction", "--compile", ...extras.flatMap((name) => ["--extras", name])];
  return { tool: "poetry", args };
}
function pipLike(tool, verb, dependencies) {
  const install2 = (...args) => ({ tool, args: [...verb, ...args] });
  switch (dependencies.kind) {
    case "requirements": {
      const from = (hashed3) => dependencies.files.filter((file) => file.hashed === hashed3).flatMap((file) => ["-r", file.path]);
      const [hashed2, plain2] = [from(true), from(false)];
      return [
        ...hashed2.length === 0 ? [] : [checked(install2("--require-hashes", ...hashed2))],
        ...plain2.length === 0 ? [] : [install2(...plain2)],
        ...dependencies.self === "no" ? [] : [install2(...SELF[dependencies.self])]
      ];
    }
    case "pyproject": {
      const { pyproject } = dependencies;
      const self = pyproject.buildable ? ["-e", editable(pyproject.extras)] : pyproject.dependencies;
      const extra = pyproject.buildable ? [] : pyproject.extraRequirements;
      const all2 = [.../* @__PURE__ */ new Set([...self, ...extra, ...pyproject.development])];
      return all2.length === 0 ? [] : [install2(...all2)];
    }
    case "setup":
      return [install2("-e", ".")];
    case "uv":
    case "poetry":
      throw new Error(`${dependencies.kind} projects are not installed by ${tool}`);
  }
}
function checked({ tool, args }) {
  if (tool !== "pip") return { tool, args };
  return { tool: "sealsmith", args: ["internal", "pip-wheels", "--", `${VENV}/bin/pip`, ...args] };
}
var SELF = {
  "with-dependencies": ["-e", "."],
  "without-dependencies": ["--no-deps", "-e", "."]
};
function editable(extras) {
  return extras.length === 0 ? "." : `.[${extras.join(",")}]`;
}

// src/toolchains/python/linted.ts
function finishLint3(linter, version) {
  return async (io) => {
    const known = version === "" ? venvVersion(io, linter) : version;
    const name = known === void 0 ? linter : `${linter} ${known}`;
    const count3 = io.succeeded ? 0 : findings(linter, io.tail);
    const found = count3 === 0 ? "" : ` · ${count3} ${count3 === 1 ? "finding" : "findings"}`;
    return ok({ facts: {}, summary: `${name}${found}`, remarks: [] });
  };
}
function findings(linter, output) {
  switch (linter) {
    case "ruff":
      return Number(/^Found (\d+) errors?\b/m.exec(output)?.[1] ?? 0);
    case "flake8":
      return count2(output, /^.+?:\d+:\d+: [A-Z]+\d+ /gm);
    case "pylint":
      return count2(output, /^.+?:\d+:\d+: [CRWEFI]\d{4}: /gm);
  }
}
function count2(text2, pattern) {
  return text2.match(pattern)?.length ?? 0;
}

// src/toolchains/python/lint.ts
var LINTERS2 = ["ruff", "flake8", "pylint"];
var ENV3 = { RUFF_NO_CACHE: "true" };
function planLint3(project, facts, options) {
  const chosen2 = chooseLinter2(project, facts, options.with);
  if (chosen2 === "unknown") {
    const message = `steps.lint.with is ${options.with}, but Python is read by ${LINTERS2.join(", ")}`;
    return err({ code: "usage", message });
  }
  if (chosen2 === void 0) {
    const file2 = project.configured.get("ruff");
    if (file2 === void 0) return skip("nothing-to-do", `no linter is declared (${LINTERS2.join(", ")})`);
    return skip("needs-tool", `${file2} configures ruff, which is neither declared nor on this machine`);
  }
  const { linter, tool, file } = chosen2;
  const say2 = explainer(facts, "lint");
  const command = { tool: linter, args: ARGUMENTS[linter](project) };
  const name = tool.version === "" ? linter : `${linter} ${tool.version}`;
  const spec2 = { step: "lint", commands: [command], tools: [tool], env: ENV3 };
  if (options.run !== void 0 && !options.run.includes(linter)) return oneJob(spec2, { explained: [] });
  return oneJob(spec2, {
    explained: [
      say2("linter", tool.from === "machine" ? `${name} of this machine` : name, "with", file),
      say2("command", [command.tool, ...command.args].join(" "), void 0)
    ],
    finish: finishLint3(linter, tool.version)
  });
}
function chooseLinter2(project, facts, wanted) {
  if (wanted !== void 0) {
    const linter = LINTERS2.find((one) => one === wanted);
    if (linter === void 0) return "unknown";
    return { linter, tool: toolOf(project, facts, linter), file: project.declared.get(linter) };
  }
  const declared = LINTERS2.find((one) => project.declared.has(one));
  const ruff = project.configured.get("ruff");
  if (declared !== "ruff" && ruff !== void 0 && facts.tools.has("ruff")) {
    return { linter: "ruff", tool: toolOf(project, facts, "ruff"), file: ruff };
  }
  if (declared === void 0) return void 0;
  return { linter: declared, tool: venvTool(declared), file: project.declared.get(declared) };
}
function toolOf(project, facts, linter) {
  const machine = facts.tools.get(linter);
  return project.declared.has(linter) || machine === void 0 ? venvTool(linter) : machine;
}
var ARGUMENTS = {
  ruff: () => ["check", "."],
  flake8: () => ["--extend-exclude", `${VENV},.sealsmith`, "."],
  pylint: ({ sources }) => ["--recursive=y", ...sources]
};

// src/toolchains/python/pyproject.ts
function readPyproject(text2, file = "pyproject.toml") {
  let root;
  try {
    root = parse4(text2);
  } catch (error2) {
    if (!(error2 instanceof TomlError)) throw error2;
    const message = error2.message.split("\n", 1)[0] ?? "is no TOML";
    const place3 = `${file}:${error2.line}:${error2.column}`;
    return err({ code: "project-invalid", file: place3, message, next: `correct ${file}` });
  }
  const project = table4(root["project"]);
  const poetry = table4(table4(root["tool"])["poetry"]);
  const optional = table4(project["optional-dependencies"]);
  const groups = table4(root["dependency-groups"]);
  const wanted = Object.keys(groups).filter((name) => DEVELOPMENT.test(name.toLowerCase()));
  const extras = Object.keys(optional).filter((name) => DEVELOPMENT.test(name.toLowerCase()));
  const everything = [
    ...strings2(project["dependencies"]),
    ...Object.values(optional).flatMap(strings2),
    ...Object.keys(groups).flatMap((name) => groupRequirements(groups, name))
  ];
  return ok({
    project: root["project"] !== void 0,
    name: string2(project["name"]) ?? string2(poetry["name"]),
    requiresPython: string2(project["requires-python"]) ?? string2(table4(poetry["dependencies"])["python"]),
    dependencies: strings2(project["dependencies"]),
    extras,
    extraRequirements: extras.flatMap((name) => strings2(optional[name])),
    development: [...new Set(wanted.flatMap((name) => groupRequirements(groups, name)))],
    names: /* @__PURE__ */ new Set([...everything.flatMap((text3) => requirementName(text3) ?? []), ...poetryNames(poetry)]),
    buildable: root["build-system"] !== void 0,
    poetry: table4(root["tool"])["poetry"] !== void 0,
    tools: new Set(Object.keys(table4(root["tool"]))),
    conflicts: table4(table4(root["tool"])["uv"])["conflicts"] !== void 0
  });
}
function groupRequirements(groups, name, above = /* @__PURE__ */ new Set()) {
  const entries = groups[name];
  if (above.has(name) || !Array.isArray(entries)) return [];
  const seen = /* @__PURE__ */ new Set([...above, name]);
  return entries.flatMap((entry2) => {
    if (typeof entry2 === "string") return [entry2];
    const include = string2(table4(entry2)["include-group"]);
    return include === void 0 ? [] : groupRequirements(groups, include, seen);
  });
}
function poetryNames(poetry) {
  const groups = Object.values(table4(poetry["group"])).map((group) => table4(table4(group)["dependencies"]));
  const tables = [table4(poetry["dependencies"]), table4(poetry["dev-dependencies"]), ...groups];
  return tables.flatMap(
    (dependencies) => Object.keys(dependencies).flatMap((name) => requirementName(name) ?? [])
  );
}
function table4(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
function strings2(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
function string2(value) {
  return typeof value === "string" ? value : void 0;
}

// src/toolchains/python/setup-cfg.ts
function readSetupCfg(text2) {
  const names3 = /* @__PURE__ */ new Set();
  let section2 = "";
  let key = "";
  let name;
  for (const line of text2.split(/\r?\n/)) {
    if (/^\s*(?:[#;].*)?$/.test(line)) continue;
    const header3 = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (header3 !== void 0) {
      [section2, key] = [header3.trim(), ""];
      continue;
    }
    const [, option, inline] = /^([A-Za-z0-9_.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (option !== void 0) key = option;
    const value = (inline ?? line).trim();
    if (section2 === "metadata" && option === "name") name = value;
    if (section2 === "options.extras_require" || section2 === "options" && key === "install_requires") {
      const asked = value === "" ? void 0 : requirementName(value);
      if (asked !== void 0) names3.add(asked);
    }
  }
  return { name, names: names3 };
}

// src/toolchains/python/sources.ts
var NOT_SOURCES = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist|site-packages|.*\.egg-info)$/;
function findSources(tree2) {
  return tree2.list("").flatMap(({ name, kind }) => {
    if (NOT_SOURCES.test(name)) return [];
    if (kind === "file") return name.endsWith(".py") ? [name] : [];
    return kind === "folder" && holdsPython(tree2, name, 1) ? [name] : [];
  });
}
function holdsPython(tree2, folder, depth) {
  const listed2 = tree2.list(folder);
  if (listed2.some(({ name, kind }) => kind === "file" && name.endsWith(".py"))) return true;
  if (depth === 0) return false;
  return listed2.some(
    ({ name, kind }) => kind === "folder" && !NOT_SOURCES.test(name) && holdsPython(tree2, `${folder}/${name}`, depth - 1)
  );
}

// src/toolchains/python/test-files.ts
var USUAL3 = ["tests", "test"];
var TEST = /^(?:test.*|.*_test)\.py$/;
var SKIPPED2 = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist)$/;
function findTests(tree2, sources) {
  const folders = sources.filter((path) => !path.endsWith(".py"));
  const usual = USUAL3.filter((folder) => folders.includes(folder));
  const below3 = [...usual, ...folders.filter((folder) => !usual.includes(folder))];
  const top = sources.find((path) => TEST.test(path) && path !== "test.py");
  if (top !== void 0) return { file: top, start: void 0 };
  for (const folder of below3) {
    const file = search(tree2, folder, usual.includes(folder) ? 3 : 1);
    if (file !== void 0) return { file, start: startOf(tree2, folder) };
  }
  return void 0;
}
function search(tree2, folder, depth) {
  const listed2 = tree2.list(folder);
  const file = listed2.find(({ name, kind }) => kind === "file" && TEST.test(name));
  if (file !== void 0) return `${folder}/${file.name}`;
  for (const { name, kind } of listed2) {
    if (kind !== "folder" || SKIPPED2.test(name) || depth <= 0 && !USUAL3.includes(name)) continue;
    const found = search(tree2, `${folder}/${name}`, depth - 1);
    if (found !== void 0) return found;
  }
  return void 0;
}
function startOf(tree2, folder) {
  return tree2.has(`${folder}/__init__.py`) ? void 0 : folder;
}

// src/toolchains/python/project.ts
function readProject3(onDisk) {
  const tree2 = listedOnce(onDisk);
  const pyprojectText = tree2.text("pyproject.toml");
  if (!pyprojectText.ok) return pyprojectText;
  const pyproject = pyprojectText.value === void 0 ? ok(void 0) : readPyproject(pyprojectText.value);
  if (!pyproject.ok) return pyproject;
  const requirements = findRequirements(tree2);
  if (!requirements.ok) return requirements;
  const setup = tree2.text("setup.cfg");
  if (!setup.ok) return setup;
  const wish = readWish(tree2, pyproject.value);
  if (!wish.ok) return wish;
  const dependencies = dependenciesOf(tree2, pyproject.value, requirements.value);
  if (dependencies === void 0) return ok(void 0);
  const setupCfg = readSetupCfg(setup.value ?? "");
  const sources = findSources(tree2);
  return ok({
    name: pyproject.value?.name ?? setupCfg.name,
    file: fileOf(dependencies),
    dependencies,
    manifests: manifestsOf(tree2, dependencies),
    declared: declaredBy(pyproject.value, requirements.value, setupCfg.names),
    configured: configuredIn(tree2, pyproject.value, setup.value ?? ""),
    wish: wish.value,
    tests: findTests(tree2, sources),
    programs: findPrograms2(tree2, sources),
    sources
  });
}
function listedOnce(tree2) {
  const lists = /* @__PURE__ */ new Map();
  const list3 = (path) => {
    const known = lists.get(path) ?? tree2.list(path);
    lists.set(path, known);
    return known;
  };
  return { ...tree2, list: list3 };
}
function dependenciesOf(tree2, pyproject, files) {
  if (pyproject !== void 0) {
    if (pyproject.project && tree2.has("uv.lock")) return { kind: "uv", pyproject };
    const locked = tree2.has("poetry.lock");
    if (locked || pyproject.poetry) return { kind: "poetry", pyproject, locked };
  }
  if (files.length > 0) return { kind: "requirements", files, self: selfInstall(pyproject, files) };
  if (pyproject?.project === true) return { kind: "pyproject", pyproject };
  const setup = ["setup.py", "setup.cfg"].find((file) => tree2.has(file));
  if (setup === void 0 || setup === "setup.cfg" && !hasMetadata(tree2)) return void 0;
  return { kind: "setup", file: setup };
}
function selfInstall(pyproject, files) {
  if (pyproject?.project !== true || !pyproject.buildable || files.some((file) => file.self)) return "no";
  const main = files.some(
    (file) => file.path === "requirements.txt" || file.path.startsWith("requirements/")
  );
  return main ? "without-dependencies" : "with-dependencies";
}
function hasMetadata(tree2) {
  const text2 = tree2.text("setup.cfg");
  return text2.ok && /^\[(?:metadata|options)\]/m.test(text2.value ?? "");
}
function fileOf(dependencies) {
  switch (dependencies.kind) {
    case "uv":
      return "uv.lock";
    case "poetry":
      return dependencies.locked ? "poetry.lock" : "pyproject.toml";
    case "requirements":
      return dependencies.files[0]?.path ?? "requirements.txt";
    case "pyproject":
      return "pyproject.toml";
    case "setup":
      return dependencies.file;
  }
}
function manifestsOf(tree2, dependencies) {
  const listed2 = dependencies.kind === "requirements" ? dependencies.files.flatMap((file) => [...file.files, ...file.local]) : [];
  const lock = dependencies.kind === "uv" ? ["uv.lock"] : dependencies.kind === "poetry" ? ["poetry.lock"] : [];
  const settings = [".python-version", "pyproject.toml", "setup.cfg", "setup.py", "uv.toml", "poetry.toml"];
  return [.../* @__PURE__ */ new Set([...listed2, ...lock, ...settings.filter((file) => tree2.has(file))])].sort();
}
function declaredBy(pyproject, files, setup) {
  return new Map([
    ...[...setup].map((name) => [name, "setup.cfg"]),
    ...[...pyproject?.names ?? []].map((name) => [name, "pyproject.toml"]),
    ...files.flatMap((file) => [...file.names])
  ]);
}
function configuredIn(tree2, pyproject, setup) {
  const found = /* @__PURE__ */ new Map();
  const files = [
    ["ruff", "ruff.toml"],
    ["ruff", ".ruff.toml"],
    ["flake8", ".flake8"],
    ["pylint", ".pylintrc"],
    ["pylint", "pylintrc"],
    ["pytest", "pytest.ini"],
    ["pytest", ".pytest.ini"]
  ];
  for (const [tool, file] of files) if (!found.has(tool) && tree2.has(file)) found.set(tool, file);
  for (const tool of ["ruff", "pylint", "pytest"]) {
    if (!found.has(tool) && pyproject?.tools.has(tool) === true) found.set(tool, "pyproject.toml");
  }
  if (/^\[flake8\]/m.test(setup) && !found.has("flake8")) found.set("flake8", "setup.cfg");
  if (/^\[tool:pytest\]/m.test(setup) && !found.has("pytest")) found.set("pytest", "setup.cfg");
  return found;
}
function readWish(tree2, pyproject) {
  const file = tree2.text(".python-version");
  if (!file.ok) return file;
  const preferred = /^\s*(?:cpython-)?(3\.\d+)/m.exec(file.value ?? "")?.[1];
  return ok({ requires: pyproject?.requiresPython, preferred, file: "pyproject.toml" });
}

// src/toolchains/python/runtime.ts
function runtimeOf2({ dependencies, wish }) {
  const of = (from, files) => ({
    kind: "python",
    from,
    files,
    requires: wish.requires
  });
  switch (dependencies.kind) {
    case "uv":
      return of("uv", ["uv.lock", "pyproject.toml"]);
    case "poetry":
      return dependencies.locked ? of("poetry", ["poetry.lock", "pyproject.toml"]) : void 0;
    case "requirements": {
      const files = dependencies.files.map(({ path }) => path).filter((path) => !isForDevelopment(path));
      return files.length === 0 ? void 0 : of("requirements", files);
    }
    case "pyproject":
    case "setup":
      return void 0;
  }
}
function isForDevelopment(path) {
  const stem = posix.basename(path, ".txt");
  const kind = /^requirements[-_.](\w+)$/.exec(stem)?.[1] ?? /^(\w+)[-_.]requirements$/.exec(stem)?.[1] ?? stem;
  return DEVELOPMENT.test(kind);
}

// src/toolchains/python/pytest.ts
function finishPytest(path) {
  return async (io) => reportOf(io, path, {
    plain: (text2) => text2,
    message: reasonOf,
    name: (one) => nameOf3(one, io.workspace),
    place: (one) => placeOf5(one, io.workspace)
  });
}
function reasonOf({ message, text: text2 }) {
  const reason = /^collection failure$/.test(message.trim()) ? text2.match(/^E {2,}(.+)$/gm)?.at(-1) : void 0;
  return reason === void 0 ? message : `cannot be imported
${reason.replace(/^E +/, "")}`;
}
function placeOf5(one, workspace) {
  const file = one.file === void 0 ? void 0 : insideWorkspace(one.file, workspace);
  if (file === void 0) return { file, line: void 0 };
  const begins = one.line === void 0 ? void 0 : one.line + 1;
  return { file, line: failingLine(one.text, file, workspace) ?? begins };
}
function failingLine(text2, file, workspace) {
  const places = [...text2.matchAll(/^(\S[^\n:]*\.py):(\d+): /gm)];
  const last = places.findLast(([, path = ""]) => insideWorkspace(path, workspace) === file);
  return last === void 0 ? void 0 : Number(last[2]);
}
function nameOf3({ name, classname, file }, workspace) {
  const module = file === void 0 ? void 0 : insideWorkspace(file, workspace)?.replace(/\.py$/, "");
  const dotted = module?.replaceAll("/", ".");
  if (dotted === void 0 || !classname.startsWith(`${dotted}.`)) return name === "" ? classname : name;
  return `${classname.slice(dotted.length + 1).replaceAll(".", "::")}::${name}`;
}
function pytestProgress() {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  return (line) => {
    const [, file, letters, share] = /^(\S+\.py )?([.FEsxX]+)\s*(\[\s*\d+%\])?\s*$/.exec(line) ?? [];
    const dots = file === void 0 && share === void 0 ? void 0 : letters;
    const word = / (PASSED|FAILED|ERROR|SKIPPED)(?: \(.*\))?\s+\[\s*\d+%\]/.exec(line)?.[1];
    if (dots === void 0 && word === void 0) return void 0;
    const marks = dots ?? { PASSED: ".", SKIPPED: "s" }[word ?? ""] ?? "F";
    seen.passed += marks.match(/\./g)?.length ?? 0;
    seen.failed += marks.match(/[FE]/g)?.length ?? 0;
    seen.skipped += marks.match(/s/g)?.length ?? 0;
    return countsText(seen);
  };
}

// src/toolchains/python/unittest.ts
async function finishUnittest(io) {
  const output = io.tail;
  const ran = [...output.matchAll(/^Ran (\d+) tests? in [\d.]+s$/gm)].at(-1);
  if (ran === void 0) {
    const last = output.trimEnd().split("\n").at(-1)?.trim() ?? "";
    return ok({ facts: {}, summary: io.succeeded ? "passed" : last.slice(0, 200), remarks: [] });
  }
  if (io.succeeded && ran[1] === "0") {
    const message = "unittest found no tests in them; tests of functions need pytest among the requirements";
    return err({ code: "output-invalid", job: "test", path: "the test files", message });
  }
  const blocks = readBlocks(output);
  const verdict = output.slice(ran.index).match(/^(?:OK|FAILED|NO TESTS RAN)\b.*$/m)?.[0] ?? "";
  const counts2 = countsOf(Number(ran[1]), verdict, blocks);
  return ok({
    facts: { junit: { ...counts2, evidence: [] } },
    summary: counts2.tests === 0 ? "unittest found no tests" : countsText(counts2),
    remarks: [],
    tests: { failed: blocks.map((block) => failedTest2(block, io.workspace)), slowest: [] }
  });
}
function readBlocks(output) {
  return output.split(/^={70}$/m).slice(1).flatMap((text2) => {
    const [, name, where = ""] = /^\s*(?:FAIL|ERROR): (\S+)(?: \(([^)]*)\))?/.exec(text2) ?? [];
    return name === void 0 ? [] : [{ name, where, body: text2.split(/^-{70}$/m)[1] ?? "" }];
  });
}
function countsOf(ran, verdict, blocks) {
  const of = (words) => Number(new RegExp(`[(,] ?${words}=(\\d+)`).exec(verdict)?.[1] ?? 0);
  const skipped2 = of("skipped") + of("expected failures");
  const said5 = of("failures") + of("errors");
  const whole = blocks.length === said5;
  const around = blocks.filter(({ name }) => /^(?:setUp|tearDown)(?:Class|Module)$/.test(name)).length;
  const distinct = new Set(blocks.map(({ name, where }) => `${name} ${where}`)).size;
  const failed2 = (whole ? distinct : said5) + of("unexpected successes");
  const tests = ran + (whole ? around : 0);
  return { tests, passed: Math.max(0, tests - failed2 - skipped2), failed: failed2, skipped: skipped2 };
}
function failedTest2({ name, where, body }, workspace) {
  const frames = [...body.matchAll(/^ {2}File "([^"]+)", line (\d+)/gm)];
  const frame2 = frames.findLast(([, path = ""]) => inside2(path, workspace) !== void 0);
  const file = frame2?.[1] === void 0 ? void 0 : inside2(frame2[1], workspace);
  const message = body.split("\n").findLast((line2) => /^[A-Za-z_][\w.]*(?::|$)/.test(line2)) ?? "";
  const line = file === void 0 ? void 0 : Number(frame2?.[2]);
  return { name: nameOf4(name, where), file, line, message };
}
function nameOf4(name, where) {
  const owner = where.split(".").filter((part2) => part2 !== name).at(-1);
  return owner === void 0 || owner === "" || where.startsWith("unittest.") ? name : `${owner}::${name}`;
}
function inside2(path, workspace) {
  const relative3 = posix.isAbsolute(path) ? posix.relative(workspace, path) : path;
  return relative3.startsWith("../") || relative3.startsWith(".venv/") ? void 0 : relative3;
}

// src/toolchains/python/test.ts
var WORK5 = ".sealsmith/work/test";
var REPORT3 = `${WORK5}/junit.xml`;
var PYTEST_ENV = {
  PYTEST_ADDOPTS: `--junitxml=${REPORT3} -o junit_family=xunit1 -o cache_dir=$TMPDIR/pytest-cache`
};
function planTest3(project, facts, options) {
  const say2 = explainer(facts, "test");
  switch (options.with) {
    case void 0:
      break;
    case "pytest":
      return planPytest(say2("runner", "pytest", "with"));
    case "unittest":
      return planUnittest(project, say2("runner", "unittest", "with"));
    default: {
      const message = `steps.test.with is ${options.with}, but Python tests are run by pytest or unittest`;
      return err({ code: "usage", message });
    }
  }
  const { declared, configured, tests } = project;
  const asked = declared.get("pytest") ?? pluginFile(declared);
  if (asked !== void 0) {
    if (tests === void 0 && !configured.has("pytest")) return skip("nothing-to-do", "no test files found");
    return planPytest(say2("runner", "pytest", void 0, asked));
  }
  const settings = configured.get("pytest");
  if (settings !== void 0) {
    return skip("needs-tool", `${settings} configures pytest, which is not among the project's requirements`);
  }
  if (tests === void 0) return skip("nothing-to-do", "no test files found");
  return planUnittest(project, say2("runner", "unittest", void 0, tests.file));
}
function pluginFile(declared) {
  return [...declared].find(([name]) => name.startsWith("pytest-"))?.[1];
}
var COMMON = { step: "test", gives: ["junit"] };
function planPytest(runner) {
  return oneJob(
    {
      ...COMMON,
      // As a module it finds the project's own code wherever the tests lie; plain `pytest` needs a setting for that.
      commands: [{ tool: "python", args: ["-m", "pytest"] }],
      tools: [VENV_PYTHON],
      env: PYTEST_ENV,
      outputs: [WORK5]
    },
    { explained: [runner], finish: finishPytest(REPORT3), progress: pytestProgress }
  );
}
function planUnittest(project, runner) {
  const start2 = project.tests?.start;
  const args = ["-m", "unittest", "discover", ...start2 === void 0 ? [] : ["-s", start2]];
  return oneJob(
    { ...COMMON, commands: [{ tool: "python", args }], tools: [VENV_PYTHON] },
    { explained: [runner], finish: finishUnittest }
  );
}

// src/toolchains/python/index.ts
var python3 = {
  name: "python",
  summary: "Python: requirements files, pyproject.toml, uv and Poetry locks, setup.py; everything in .venv",
  detect(tree2) {
    const read4 = readProject3(tree2);
    if (!read4.ok || read4.value === void 0) return read4.ok ? ok(void 0) : read4;
    return ok(projectOf(read4.value));
  }
};
var POETRY2 = toolRequest("poetry", "pipx install poetry, or see python-poetry.org/docs", {
  versionPattern: /(\d+(?:\.\d+)+)/
});
function projectOf(project) {
  return {
    toolchain: "python",
    name: project.name,
    file: project.file,
    requests: [
      ...pythonRequests(project.wish),
      toolRequest("uv", "pip install uv, or see docs.astral.sh/uv"),
      ...project.dependencies.kind === "poetry" ? [POETRY2] : [],
      ...project.configured.has("ruff") ? [toolRequest("ruff", "pip install ruff")] : []
    ],
    bins: [`${VENV}/bin`],
    env: {
      // The tree stays as it was installed: bytecode is written once, by install.
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONNOUSERSITE: "1",
      // Standard output and error reach the log in the order in which they were written.
      PYTHONUNBUFFERED: "1"
    },
    stores: [],
    forwards: PYTHON_FORWARDS,
    runtime: runtimeOf2(project),
    plan(verb, facts, options) {
      switch (verb) {
        case "install":
          return planInstall3(project, facts, options);
        case "lint":
          return planLint3(project, facts, options);
        case "test":
          return planTest3(project, facts, options);
        case "build-binary":
          return planBuild(project, facts, options);
        default:
          return unreachable(verb);
      }
    }
  };
}

// src/toolchains/registry.ts
var TOOLCHAINS = [
  python3,
  //   requirements files, pyproject.toml, uv.lock, poetry.lock
  node3,
  //     package.json
  go,
  //       go.mod
  commands
  // only what sealsmith.yml says
];

// src/run/project.ts
function treeOf2(root, files) {
  const absolute2 = (path) => path === "" ? root : `${root}/${path}`;
  return {
    root,
    text: (path) => files.readText(absolute2(path)),
    has: (path) => files.kind(absolute2(path)) !== void 0,
    list: (path) => files.list(absolute2(path))
  };
}
function detectProject(tree2, wanted, steps2) {
  const candidates = TOOLCHAINS.filter((toolchain) => wanted === void 0 || toolchain.name === wanted);
  const looked = all(candidates.map((toolchain) => toolchain.detect(tree2)));
  if (!looked.ok) return looked;
  const found = looked.value.filter((project) => project !== void 0);
  const [first, ...others] = found;
  if (first === void 0) {
    const missing = nothing(tree2, wanted, steps2);
    return missing === void 0 ? ok(anyProject()) : err(missing);
  }
  if (others.length > 0) {
    return err({
      code: "toolchain-ambiguous",
      found: found.map((project) => ({ name: project.toolchain, file: project.file }))
    });
  }
  return ok(first);
}
function nothing(tree2, wanted, steps2) {
  if (wanted === void 0 || wanted === "commands")
    return steps2 ? void 0 : { code: "nothing-detected", root: tree2.root };
  return {
    code: "project-invalid",
    file: "sealsmith.yml",
    message: `toolchain is ${wanted}, but there is no ${wanted} project in ${tree2.root}`,
    next: 'correct "toolchain", or leave it out: it is detected'
  };
}
function anyProject() {
  return {
    toolchain: "commands",
    name: void 0,
    file: "sealsmith.yml",
    requests: [],
    bins: [],
    env: {},
    stores: [],
    forwards: [],
    runtime: void 0,
    plan: () => ok({ kind: "skip", why: { code: "nothing-to-do", detail: 'no toolchain, and no "run" for it' } })
  };
}
function projectName(project, remote, root) {
  const repository = remote?.replace(/\/+$/, "").split(/[/:]/).at(-1)?.replace(/\.git$/, "");
  const name = project.name ?? (repository === "" ? void 0 : repository) ?? basename(root);
  return name === "" ? "project" : name;
}

// src/run/trust.ts
async function trustOf(world, facts, workspace, config) {
  if (facts.host === "local") {
    const cache = settingsOf(config.cache, world.home);
    const { signing, verify: verify3 } = config;
    return { protected: [], releaseTags: [], tagOnProtected: void 0, cache, signing, verify: verify3 };
  }
  const { defaultBranch } = facts;
  const onDefault = defaultBranch !== void 0 && facts.ref === `refs/heads/${defaultBranch}`;
  const revision = onDefault ? facts.commit : `refs/remotes/origin/${defaultBranch}`;
  const found = defaultBranch === void 0 ? "no-branch" : await settingsAt(world, workspace, revision);
  const settings = typeof found === "string" ? void 0 : found;
  const fallback = defaultBranch === void 0 ? [] : [defaultBranch];
  const kept = fallback.filter((name) => !onDefault || matches(name, config.protected ?? fallback));
  const branches = settings?.protected ?? kept;
  const isTag2 = facts.ref.startsWith("refs/tags/");
  return {
    protected: branches,
    releaseTags: settings?.["release-tags"] ?? [],
    tagOnProtected: isTag2 ? await onAny(world, workspace, branches, facts.commit) : void 0,
    cache: cacheOf2(world, workspace, found, defaultBranch ?? ""),
    signing: settings?.signing,
    verify: settings?.verify
  };
}
async function settingsAt(world, workspace, revision) {
  for (const name of CONFIG_NAMES) {
    const text2 = await world.git.show(workspace, revision, name);
    if (text2 === void 0) continue;
    const { parseSettings, readConfigText } = await import("./run-config.js");
    return parseSettings(readConfigText(name, text2))?.values ?? "unsound";
  }
  return await world.git.contains(workspace, revision, revision) === true ? "no-file" : "not-here";
}
function cacheOf2(world, workspace, found, branch) {
  switch (found) {
    case "no-branch":
      return unknownSettings("the forge does not say which branch is the default one");
    case "not-here":
      return unknownSettings(`the file of ${branch} is not in this clone: ${fetchLine(branch)}`);
    case "unsound":
      return unknownSettings(
        `the file of ${branch} has a problem, so nothing is taken from it: correct it there`
      );
    case "no-file":
      return settingsOf(void 0, world.home);
  }
  const settings = settingsOf(found.cache, world.home);
  if (settings.path === void 0 || !meets(world, settings.path, workspace)) return settings;
  return unknownSettings("cache.path and the workspace lie in each other: choose another folder");
}
function meets(world, path, workspace) {
  const real = (one) => world.files.realPath(one) ?? one;
  return [path, real(path)].some(
    (store) => [workspace, real(workspace)].some((work2) => isBelow(store, work2) || isBelow(work2, store))
  );
}
function fetchLine(branch) {
  return /^[A-Za-z0-9._/][A-Za-z0-9._/-]*$/.test(branch) ? `git fetch --depth=1 origin +refs/heads/${branch}:refs/remotes/origin/${branch}` : "fetch the default branch";
}
async function onAny(world, workspace, branches, commit) {
  let known = false;
  for (const branch of branches.filter((name) => !name.includes("*"))) {
    const contains = await world.git.contains(workspace, `refs/remotes/origin/${branch}`, commit);
    if (contains === true) return true;
    known ||= contains === false;
  }
  return known ? false : void 0;
}

// src/run/prepare.ts
async function prepare(world, host, workspace, configPath, gitFacts = world.git.facts(workspace), bare = false) {
  if (world.files.kind(workspace) !== "folder") return err({ code: "not-a-folder", path: workspace });
  const loaded = await loadConfig(world, workspace, configPath);
  if (!loaded.ok) return loaded;
  const { config, variables } = loaded.value;
  const own2 = Object.values(stepsOf2(config)).some((step) => typeof step === "object" && "run" in step);
  const known = own2 || makesImage(world, workspace, config);
  const detected = bare ? ok(anyProject()) : detectProject(treeOf2(workspace, world.files), config.toolchain, known);
  if (!detected.ok) return detected;
  const project = { ...detected.value, name: config.project ?? detected.value.name };
  const requests = bare ? [] : allRequests(project, config, imageTools(world, workspace, config));
  const [git, found, network, alone] = await Promise.all([
    gitFacts,
    world.findTools(requests),
    world.processes.isolation(true),
    world.processes.isolation(false)
  ]);
  const trust = await trustOf(world, host, workspace, config);
  const context = makeContext(host, trust, workspace, git);
  const tools = /* @__PURE__ */ new Map([["sealsmith", selfTool(world)]]);
  const broken3 = /* @__PURE__ */ new Map();
  for (const [name2, tool] of found) {
    if ("code" in tool) broken3.set(name2, tool);
    else tools.set(name2, tool);
  }
  const image = await imageFacts2(world, workspace, config, tools);
  if (!image.ok) return image;
  const facts = {
    ...{ context, project, machine: world.machine, tools, image: image.value },
    evidence: evidenceFacts(world, host, trust),
    origin: config.origin
  };
  const name = projectName(project, git?.remote, workspace);
  const granted2 = grantable(world, config, variables);
  const input = {
    name,
    facts,
    broken: broken3,
    config,
    variables,
    granted: new Set(granted2.keys()),
    isolation: { network, alone }
  };
  const trusted = { cache: trust.cache, verify: trust.verify, signing: trust.signing };
  const refused3 = git === void 0 ? await world.git.refusal(workspace) : void 0;
  return ok({ input, project, config, requests, granted: granted2, refused: refused3, ...trusted });
}
function grantable(world, config, variables) {
  const declared = Object.values(stepsOf2(config)).flatMap(
    (step) => typeof step === "object" ? step.secrets ?? [] : []
  );
  const environment3 = [
    ...Object.entries(world.env).filter(([name]) => declared.includes(name)),
    ...world.secrets
  ];
  const sensitive = (from, values) => Object.entries(values).flatMap(
    ([name, value]) => value !== void 0 && isSensitive(name, value) ? [[`${from}:${name}`, value]] : []
  ).map(([grant, value]) => [grant, value]);
  return new Map([
    ...environment3.flatMap(
      ([name, value]) => value === void 0 ? [] : [[`secret:${name}`, value]]
    ),
    ...sensitive("env-file", variables.file),
    ...sensitive("environment", variables.environment)
  ]);
}
var CONFIG_LIMIT2 = 64 * 1024;
async function loadConfig(world, workspace, configPath) {
  const paths = configPath === void 0 ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [configPath];
  const environment3 = world.env;
  for (const path of paths) {
    const text2 = world.files.readText(path, CONFIG_LIMIT2);
    if (!text2.ok) return text2;
    if (text2.value === void 0) continue;
    const { parseConfig, parseSettings, readConfigText } = await import("./run-config.js");
    const name = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
    const read4 = readConfigText(name, text2.value);
    const settings = parseSettings(read4);
    const file = readEnvFile(world, workspace, settings);
    if (!file.ok) return file;
    const apart = storeApart(world, workspace, settings);
    if (!apart.ok) return apart;
    const variables = { file: file.value, environment: environment3 };
    const config = parseConfig(read4, (declared) => (wanted) => {
      if (!declared.has(wanted) && !Object.hasOwn(variables.file, wanted)) {
        return { problem: `\${${wanted}} is not declared; list ${wanted} under "env" of the file` };
      }
      const value = variable(wanted, variables);
      if (value === void 0)
        return { problem: `\${${wanted}} has no value; set ${wanted} or use env-file` };
      if (!isSensitive(wanted, value)) return { value };
      return {
        problem: `\${${wanted}} is a secret, and what is written here is shown; use ${wanted} in a "run" line`
      };
    });
    return config.ok ? ok({ config: config.value, variables }) : config;
  }
  if (configPath !== void 0) return err({ code: "config-absent", path: configPath });
  return ok({ config: EMPTY_CONFIG, variables: { file: {}, environment: environment3 } });
}
function readEnvFile(world, workspace, settings) {
  const name = settings?.values["env-file"];
  if (settings === void 0 || name === void 0) return ok({});
  const path = name.startsWith("/") ? name : `${workspace}/${name}`;
  const text2 = world.files.readText(path);
  if (!text2.ok) return text2;
  if (text2.value !== void 0) return parseEnvFile(name, text2.value);
  const place3 = settings.place("env-file");
  return err({ code: "config-invalid", problems: [{ place: place3, message: `env-file: there is no ${name}` }] });
}
function storeApart(world, workspace, settings) {
  const { path } = settingsOf(settings?.values.cache, world.home);
  if (settings === void 0 || path === void 0 || !meets(world, path, workspace)) return ok(void 0);
  const place3 = settings.place("cache");
  const message = `cache.path: ${path} and the workspace lie in each other; name a folder apart from it`;
  return err({ code: "config-invalid", problems: [{ place: place3, message }] });
}
function allRequests(project, config, more) {
  const requests = new Map([...project.requests, ...more].map((request) => [request.name, request]));
  const lines2 = Object.values(stepsOf2(config)).some(
    (step) => typeof step === "object" && step.run !== void 0
  );
  if (lines2) requests.set(SHELL_REQUEST.name, SHELL_REQUEST);
  for (const options of Object.values(stepsOf2(config))) {
    if (typeof options !== "object") continue;
    for (const name of options.tools ?? []) {
      if (!requests.has(name)) requests.set(name, toolRequest(name, howToGet(name), { mayTellNone: true }));
    }
  }
  return [...requests.values()];
}
function selfTool(world) {
  return { name: "sealsmith", version: world.self.version, from: "self", path: world.self.entry };
}

// src/cli/prepared.ts
async function prepared(session2) {
  const { world, host, workspace, config } = session2;
  const found = await prepare(world, host.facts, workspace, config, session2.git);
  const { aborted, reason } = world.interrupt.signal;
  const interrupted = { code: "interrupted", signal: reason === "SIGTERM" ? "SIGTERM" : "SIGINT" };
  return aborted ? err(interrupted) : found;
}

// src/report/json.ts
var JsonEvents = class {
  #decoders = /* @__PURE__ */ new Map();
  /** Lines, each with its newline; sometimes none. */
  event(event) {
    switch (event.kind) {
      case "job-output": {
        const text2 = this.#decoder(event.job).decode(event.chunk, { stream: true });
        return text2 === "" ? "" : jsonLine({ kind: event.kind, job: event.job, text: text2 });
      }
      case "job-finished":
        return this.#rest(event.record.how.id) + jsonLine(event);
      case "remark":
        return jsonLine({ kind: event.kind, job: event.job ?? null, text: event.text });
      case "run-finished":
        return jsonLine({ ...event, path: event.path ?? null });
      case "run-started":
      case "job-started":
      case "job-progress":
        return jsonLine(event);
    }
  }
  failed(failure2) {
    const { message, next } = explain(failure2);
    return jsonLine({
      kind: "failed",
      code: failure2.code,
      message,
      next: next ?? null,
      exit: exitOf(failure2),
      failure: failure2
    });
  }
  #decoder(job) {
    const known = this.#decoders.get(job) ?? new TextDecoder2();
    this.#decoders.set(job, known);
    return known;
  }
  #rest(job) {
    const text2 = this.#decoders.get(job)?.decode() ?? "";
    this.#decoders.delete(job);
    return text2 === "" ? "" : jsonLine({ kind: "job-output", job, text: text2 });
  }
};
var UNSEEN2 = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
function jsonLine(value) {
  const text2 = JSON.stringify(value).replace(
    UNSEEN2,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
  return `${text2}
`;
}

// src/cli/session.ts
function openSession(world, terminal, host, flags, workspace) {
  const { interrupt } = world;
  terminal.onSignal((signal) => {
    if (interrupt.signal.aborted) world.processes.hurry();
    interrupt.abort(signal);
  });
  const json = flags.json === true;
  const stream2 = json ? terminal.error : terminal.output;
  const color = wantsColor(world, flags, stream2.terminal || host.colors);
  const unicode = stream2.terminal && !world.env["TERM"]?.startsWith("dumb");
  return {
    world,
    terminal,
    host,
    flags,
    workspace,
    git: world.git.facts(workspace),
    config: flags.config === void 0 ? void 0 : resolve(workspace, flags.config),
    look: { columns: stream2.columns(), color, marks: unicode ? "tree" : "plain" },
    say: (lines2) => {
      if (flags.quiet !== true) stream2.write(lines2.map((line) => `${line}
`).join(""));
    },
    json: (value) => terminal.output.write(jsonLine(value))
  };
}
function wantsColor(world, flags, able) {
  if (!flags.color || (world.env["NO_COLOR"] ?? "") !== "") return false;
  const forced = world.env["FORCE_COLOR"];
  return forced === void 0 || forced === "" ? able : forced !== "0";
}
function fail(session2, failure2) {
  if (session2.flags.json === true) session2.terminal.output.write(new JsonEvents().failed(failure2));
  return complain(session2, failure2);
}
function complain(session2, failure2) {
  const exit = exitOf(failure2);
  session2.terminal.error.write(
    failureText(failure2, exit, session2.look, session2.flags.verbose === true).map((line) => `${line}
`).join("")
  );
  return exit;
}

// src/cli/plan.ts
async function plan(session2, steps2, flags) {
  const { world } = session2;
  const asText = session2.flags.json !== true && flags.mermaid !== true;
  const cacheLine2 = asText ? loadCacheForPlan() : void 0;
  const found = await prepared(session2);
  if (!found.ok) return fail(session2, found.failure);
  const planned2 = makePlan({ ...found.value.input, wish: { steps: steps2, only: flags.only === true } });
  if (!planned2.ok) return fail(session2, planned2.failure);
  const { plan: plan2 } = planned2.value;
  if (session2.flags.json === true) session2.json(plan2);
  else if (flags.mermaid === true) session2.say(mermaid(plan2));
  else {
    const cache = (await cacheLine2)?.(world, plan2.context, found.value.cache);
    session2.say(planText(plan2, flags.jobs ?? world.machine.cores, session2.look, cache));
  }
  if (flags.mermaid !== true) session2.say(refusalLines(found.value.refused, session2.look));
  return 0;
}

// src/cli/group.ts
function addGroup(root, name, summary) {
  const group = root.command(name).description(summary).usage("<command> [flags]").helpCommand(false);
  return (command, about) => group.command(command).description(about);
}

// src/cli/program-cache.ts
function addCache(root, { session: session2, finish: finish6 }) {
  const on = addGroup(
    root,
    "cache",
    "look at the cache: what is kept, who sealed it, whether it still holds"
  );
  on("list", "every entry: what it is, who sealed it, whether this run would take it").action(async () => {
    const opened = session2();
    const { cacheList } = await import("./cli-cache-list.js");
    finish6(await cacheList(opened));
  });
  on("inspect", "one entry: who made it, from what, when, what is inside").argument("<entry>", "a job (test), a store of one (install/uv), an id of the list, a .sealed file").action(async (entry2) => {
    const opened = session2();
    const { cacheInspect } = await import("./cli-cache-inspect.js");
    finish6(await cacheInspect(opened, entry2));
  });
  on("verify", "read every byte and compare it with what was sealed").argument("[entry]", "which one (default: those that a run would ask for now)").option("--all", "every entry there is").action(async (entry2, flags, command) => {
    if (entry2 !== void 0 && flags.all === true)
      command.error(`option '--all' cannot be used with an entry`);
    const opened = session2();
    const { cacheVerify } = await import("./cli-cache-verify.js");
    finish6(await cacheVerify(opened, entry2, flags.all === true));
  });
  on("key", "the key of a job in this tree").argument("<job>", "which job").option("--explain", "with everything that it is made of").action(async (job, flags) => {
    const opened = session2();
    const { cacheKey } = await import("./cli-cache-key.js");
    finish6(await cacheKey(opened, job, flags));
  });
  on("diff", "why two runs had other keys").argument("<from>", "last, this, or a record").argument("<to>", "last, this, or a record").action(async (from, to) => {
    const opened = session2();
    const { cacheDiff } = await import("./cli-cache-diff.js");
    finish6(await cacheDiff(opened, from, to));
  });
  on("prune", "remove what nobody here would take any more, and make room").option("-n, --dry-run", "say what would go, and remove nothing").action(async (flags) => {
    const opened = session2();
    const { cachePrune } = await import("./cli-cache-prune.js");
    finish6(await cachePrune(opened, flags.dryRun === true));
  });
  on("init", "make a sealing key, and say how the forge gets it").action(async () => {
    const opened = session2();
    const { cacheInit } = await import("./cli-cache-init.js");
    finish6(await cacheInit(opened));
  });
}

// src/cli/program-doctor.ts
function addDoctor(root, { session: session2, finish: finish6 }) {
  root.command("doctor").description("check that this machine has what the plan needs, or which program this is").option("--program", "print the digests of the files of this program instead").option(
    "--attestation <bundle>",
    "check instead that somebody signed just this program: a bundle over that list"
  ).option("--key <file>", "with it: public key that may have signed (several times: any of them)", several).option("--issuer <url>", "with it: whose identity tokens count").option("--workflow <url>", "with it: the workflow in the certificate, without its ref").option(
    "--ref <ref>",
    "with it: branch or tag of the workflow, in full (several times: any of them)",
    several
  ).option("--identity <name>", "with it: instead of a workflow the one name in the certificate").option("--trusted-root <file>", "with it: whom to trust instead of the public Sigstore", several).option("--offline", "with it: trust the public Sigstore as this program knows it, without asking").action(async (flags) => {
    const opened = session2();
    const { doctor } = await import("./cli-doctor.js");
    finish6(await doctor(opened, flags));
  });
}

// src/cli/program-drill.ts
function addDrill(root, { session: session2, finish: finish6 }) {
  const on = addGroup(root, "drill", "attack a copy of what protects this project, and say what was stopped");
  on("cache", "attack a copy of the cache: edit, replace, replay, roll back, climb out, bomb, race").action(
    async () => {
      const opened = session2();
      const { drillCache } = await import("./cli-drill-cache.js");
      finish6(await drillCache(opened));
    }
  );
  on("image", "attack images in a throw-away registry: unsigned, misattributed, swapped, flooded").action(
    async () => {
      const opened = session2();
      const { drillImage } = await import("./cli-drill-image.js");
      finish6(await drillImage(opened));
    }
  );
}

// src/cli/program-generate.ts
function addGenerate(root, { session: session2, finish: finish6 }) {
  const on = addGroup(root, "generate", "write the plan as a pipeline of a forge, one job a step");
  const shared = (command) => command.option("--image <name@digest>", "image that jobs run in, with the tools and sealsmith").option("--kaniko <name@digest>", "add a job in which this kaniko builds the Dockerfile").option("-o, --output <file>", "where to write it").option("-f, --force", "overwrite a file that is not ours, or was changed by hand").option("--stdout", "print it instead of writing it").option("--check", "only compare; 3 when the file does not fit the plan");
  shared(on("github", "a workflow of GitHub Actions, .github/workflows/sealsmith.yml")).option("--action <owner/name@commit>", "our action, by its commit").action(async (flags) => {
    const opened = session2();
    const { generate } = await import("./cli-generate.js");
    finish6(await generate(opened, "github", flags));
  });
  shared(on("gitlab", "a file to be included by .gitlab-ci.yml, .gitlab/sealsmith.yml")).action(
    async (flags) => {
      const opened = session2();
      const { generate } = await import("./cli-generate.js");
      finish6(await generate(opened, "gitlab", flags));
    }
  );
}

// src/cli/program-image.ts
function addImage(root, { session: session2, finish: finish6 }) {
  const on = addGroup(root, "image", "look at images, compare them, pin what they stand on");
  on("inspect", "what an image is: its digest, configuration, layers, largest files").argument("[image]", "name@digest, name:tag, a layout, an archive (default: the one built here)").option("--platform <platform>", "which of several, such as linux/arm64").action(async (image, flags) => {
    const opened = session2();
    const { imageInspect } = await import("./cli-image-inspect.js");
    finish6(await imageInspect(opened, image, flags));
  });
  on("diff", "the layer and file in which two images differ").argument("<from>", "name@digest, name:tag, a layout, an archive").argument("[to]", "the same (default: the one built here)").option("--platform <platform>", "which of several, such as linux/arm64").action(async (from, to, flags) => {
    const opened = session2();
    const { imageDiff } = await import("./cli-image-diff.js");
    finish6(await imageDiff(opened, from, to, flags));
  });
  on("lock", "pin the bases that this project names, in sealsmith.lock").option("--update", "also those that are pinned already: shows what changed, and takes it").action(async (flags) => {
    const opened = session2();
    const { imageLock } = await import("./cli-image-lock.js");
    finish6(await imageLock(opened, flags.update === true));
  });
  on("load", "hand an image to Docker or podman").argument("[image]", "a layout or an archive (default: the one built here)").option("--as <name:tag>", "what it is called there (default: this folder, with the tag dev)").addOption(
    new Option("--into <engine>", "which engine (default: the one that is there)").choices([
      "docker",
      "podman"
    ])
  ).action(async (image, flags) => {
    const opened = session2();
    const { defaultName, imageLoad } = await import("./cli-image-load.js");
    finish6(await imageLoad(opened, image, { as: defaultName(opened.workspace), ...flags }));
  });
}

// src/cli/program-keys.ts
function addKeys(root, { session: session2, finish: finish6 }) {
  const on = addGroup(root, "keys", "keys that artifacts are signed with");
  on("generate", "make a pair that cosign reads too; never overwrites").argument("[name]", "of the two files, without .key and .pub", "sealsmith").addOption(
    new Option("--algorithm <name>", "what kind of key").choices(ALGORITHMS).default(ALGORITHMS[0])
  ).action(async (name, flags) => {
    const opened = session2();
    const { keysGenerate } = await import("./cli-keys-generate.js");
    finish6(await keysGenerate(opened, name, flags));
  });
}

// src/cli/program-reproduce.ts
function addReproduce(root, { session: session2, finish: finish6 }) {
  root.command("reproduce").description("make a recorded run again, and compare every digest with the record").argument("<record>", "run.json, or the folder of artifacts that it is in").option("--on-host", "on this machine, with its tools, instead of in the recorded image").option("--image <name@digest>", "in this image instead of the recorded one").addOption(new Option("--with <engine>", "which engine starts it").choices(["docker", "podman"])).option("--fetch", "get the commit and the image from where the record says, when they are not here").option("--keep", "leave the checkout and what was built in it").action(async (record, flags) => {
    const opened = session2();
    const { reproduce } = await import("./cli-reproduce.js");
    finish6(await reproduce(opened, record, flags));
  });
  root.command("shell").description("a shell in exactly the environment that a step's job gets").argument("<step>", "which step, or which of its jobs").option("--command <line>", "run this line there instead; -c here is short for it").action(async (step, flags) => {
    const opened = session2();
    const { shell } = await import("./cli-shell.js");
    finish6(await shell(opened, step, flags));
  });
}
function shellWords(args) {
  const at3 = args.findIndex((word) => !word.startsWith("-"));
  return args[at3] === "shell" ? args.map((word, index) => index > at3 && word === "-c" ? "--command" : word) : args;
}

// src/image/sbom/request.ts
var MAKER_NAMES = ["own", "syft", "trivy"];

// src/cli/program-sbom.ts
function addSbom(root, { session: session2, finish: finish6 }) {
  root.command("sbom").description("list the packages in an image or a folder").argument(
    "[what]",
    "name@digest, name:tag, a layout, an archive, a folder (default: the image built here)"
  ).option("-o, --output <file>", "write it as CycloneDX 1.6").addOption(new Option("--with <maker>", "who looks (default: own)").choices(MAKER_NAMES)).option("--platform <platform>", "which of several, such as linux/arm64").action(async (what, flags) => {
    const opened = session2();
    const { sbom } = await import("./cli-sbom.js");
    finish6(await sbom(opened, what, flags));
  });
}

// src/formats/simple-signing.ts
var SIMPLE_SIGNING_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
var DSSE_TYPE = "application/vnd.dsse.envelope.v1+json";
function simpleSigningPayload(repository, digest) {
  const payload = {
    critical: {
      identity: { "docker-reference": repository },
      image: { "docker-manifest-digest": digest },
      type: "cosign container image signature"
    },
    optional: null
  };
  return Buffer.from(canonicalJson(payload), "utf8");
}
function signatureLayer(payload, bundle, chain) {
  const signature = Buffer.from(signatureOf(bundle.content)).toString("base64");
  return {
    bytes: payload,
    mediaType: SIMPLE_SIGNING_TYPE,
    annotations: {
      "dev.cosignproject.cosign/signature": signature,
      ...materials(bundle, chain),
      ...timestamp(bundle)
    }
  };
}
function attestationLayer(bundle, predicateType, chain) {
  if (bundle.content.kind !== "envelope") return void 0;
  if (chain.length > 0 && promised(bundle) === void 0) return void 0;
  return {
    bytes: encodeEnvelope(bundle.content.envelope),
    mediaType: DSSE_TYPE,
    // The signature is in the envelope; cosign wants the annotation to be there and empty.
    annotations: {
      "dev.cosignproject.cosign/signature": "",
      predicateType,
      ...materials(bundle, chain)
    }
  };
}
function legacyTag(digest, suffix) {
  return `${digest.replace(":", "-")}.${suffix}`;
}
function materials(bundle, chain) {
  const annotations2 = {};
  const [leaf, ...above] = chain.map((der) => writePem("CERTIFICATE", der));
  if (leaf !== void 0) {
    annotations2["dev.sigstore.cosign/certificate"] = leaf;
    annotations2["dev.sigstore.cosign/chain"] = above.join("");
  }
  const entry2 = promised(bundle);
  if (entry2?.promise !== void 0) {
    annotations2["dev.sigstore.cosign/bundle"] = entryAnnotation(entry2, entry2.promise);
  }
  return annotations2;
}
function promised({ entries }) {
  return entries.find(({ promise }) => promise !== void 0);
}
function timestamp({ timestamps: [first] }) {
  if (first === void 0) return {};
  const SignedRFC3161Timestamp = Buffer.from(first).toString("base64");
  return { "dev.sigstore.cosign/rfc3161timestamp": canonicalJson({ SignedRFC3161Timestamp }) };
}
function entryAnnotation(entry2, promise) {
  return canonicalJson({
    SignedEntryTimestamp: Buffer.from(promise).toString("base64"),
    Payload: {
      body: Buffer.from(entry2.body).toString("base64"),
      integratedTime: Number(entry2.integratedTime),
      logIndex: Number(entry2.logIndex),
      logID: Buffer.from(entry2.logId).toString("hex")
    }
  });
}

// src/signing/attach.ts
var SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";
function bundleAttachment(subject, bundle, predicateType, created) {
  const layer = { mediaType: BUNDLE_TYPE, digest: digestOf2(bundle), size: bundle.length };
  const annotations2 = {
    "dev.sigstore.bundle.content": "dsse-envelope",
    "dev.sigstore.bundle.predicateType": predicateType,
    "org.opencontainers.image.created": created
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: BUNDLE_TYPE,
    config: EMPTY,
    layers: [layer],
    subject: bareDescriptor(subject),
    annotations: annotations2
  };
  return attachment(
    manifest,
    [
      { descriptor: EMPTY, bytes: EMPTY_JSON },
      { descriptor: layer, bytes: bundle }
    ],
    { artifactType: BUNDLE_TYPE, annotations: annotations2 }
  );
}
function legacyLayerDescriptor({ bytes: bytes2, mediaType, annotations: annotations2 }) {
  return { mediaType, digest: digestOf2(bytes2), size: bytes2.length, annotations: annotations2 };
}
function legacyAttachment(before2, added) {
  const layer = legacyLayerDescriptor(added);
  if (before2.some((one) => sameLayer(one, layer))) return void 0;
  const layers = [...before2, layer];
  const config = legacyConfig(layers);
  const descriptor = { mediaType: MEDIA.config, digest: digestOf2(config), size: config.length };
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config: descriptor, layers };
  return attachment(
    manifest,
    [
      { descriptor, bytes: config },
      { descriptor: layer, bytes: added.bytes }
    ],
    {}
  );
}
function bundlePath(file) {
  return `${file}.sigstore.json`;
}
var EMPTY = { mediaType: MEDIA.empty, digest: digestOf2(EMPTY_JSON), size: EMPTY_JSON.length };
function attachment(manifest, blobs, more) {
  const bytes2 = Buffer.from(canonicalJson(manifest), "utf8");
  return {
    descriptor: { mediaType: MEDIA.manifest, digest: digestOf2(bytes2), size: bytes2.length, ...more },
    manifest: bytes2,
    blobs
  };
}
function legacyConfig(layers) {
  const config = {
    architecture: "",
    created: "0001-01-01T00:00:00Z",
    history: layers.map(() => ({ created: "0001-01-01T00:00:00Z" })),
    os: "",
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    config: {}
  };
  return Buffer.from(canonicalJson(config), "utf8");
}
function sameLayer(one, other) {
  if (one.digest !== other.digest || one.mediaType !== other.mediaType) return false;
  if (other.mediaType === DSSE_TYPE) return true;
  const name = "dev.cosignproject.cosign/signature";
  return one.annotations?.[name] === other.annotations?.[name];
}
function digestOf2(bytes2) {
  return `sha256:${createHash("sha256").update(bytes2).digest("hex")}`;
}

// src/signing/same.ts
function bundleSaysTheSame(bundle, wanted) {
  const json = strictJson(bundle);
  const top = json.ok ? only(json.value, "mediaType", "verificationMaterial", "dsseEnvelope") : void 0;
  if (top?.["mediaType"] !== BUNDLE_TYPE) return false;
  const envelope = ourEnvelope(top["dsseEnvelope"], wanted);
  if (envelope === void 0) return false;
  const material = only(
    top["verificationMaterial"],
    ...["certificate", "publicKey", "tlogEntries", "timestampVerificationData"]
  );
  if (material === void 0) return false;
  const { payloadType, payload, signature } = envelope;
  const key = keyIn(material, wanted.pen.who);
  if (key === void 0 || !holdsBy(key, pae(payloadType, payload), signature)) return false;
  return areWitnessed(material, signature, wanted) && (wanted.holds?.(bundle) ?? true);
}
function layerSaysTheSame({ bytes: bytes2, mediaType, annotations: annotations2 }, wanted) {
  const { who, witnessed } = wanted.pen;
  const key = who.kind === "key" ? who.publicKey.key : keyOfTheSame(annotations2["dev.sigstore.cosign/certificate"], who.chain);
  if (key === void 0) return false;
  const entry2 = annotations2["dev.sigstore.cosign/bundle"];
  const stamp = annotations2["dev.sigstore.cosign/rfc3161timestamp"];
  const needed = witnessed.log || witnessed.timestamp && mediaType === SIMPLE_SIGNING_TYPE;
  if (needed && entry2 === void 0 && stamp === void 0) return false;
  if (mediaType === DSSE_TYPE) {
    const json = strictJson(bytes2);
    const envelope = json.ok ? ourEnvelope(json.value, wanted) : void 0;
    if (envelope === void 0) return false;
    const { payloadType, payload, signature: signature2 } = envelope;
    return holdsBy(key, pae(payloadType, payload), signature2);
  }
  if (mediaType !== SIMPLE_SIGNING_TYPE || Buffer.compare(bytes2, wanted.payload) !== 0) return false;
  const signature = base643(annotations2["dev.cosignproject.cosign/signature"]);
  return signature !== void 0 && holdsBy(key, bytes2, signature);
}
function ourEnvelope(value, { payload }) {
  const members = only(value, "payload", "payloadType", "signatures");
  const [signed] = listOf(members?.["signatures"]) ?? [];
  if (members === void 0 || only(signed, "sig", "keyid") === void 0) return void 0;
  const envelope = decodeEnvelope(Buffer.from(JSON.stringify(members)), Number.POSITIVE_INFINITY);
  if (!envelope.ok || envelope.value.payloadType !== STATEMENT_PAYLOAD) return void 0;
  return Buffer.compare(envelope.value.payload, payload) === 0 ? envelope.value : void 0;
}
function keyIn({ certificate, publicKey: publicKey2 }, who) {
  if (who.kind === "key") {
    const named2 = certificate === void 0 ? only(publicKey2, "hint") : void 0;
    return named2?.["hint"] === who.publicKey.hint ? who.publicKey.key : void 0;
  }
  const leaf = publicKey2 === void 0 ? only(certificate, "rawBytes") : void 0;
  const der = base643(leaf?.["rawBytes"]);
  return der === void 0 ? void 0 : keyOfTheSame(der, who.chain);
}
function keyOfTheSame(certificate, [mine, authority]) {
  if (certificate === void 0 || mine === void 0 || authority === void 0) return void 0;
  try {
    const there = new X509Certificate(certificate);
    const ours = new X509Certificate(mine);
    const issuer = new X509Certificate(authority);
    const same = there.subjectAltName !== void 0 && there.subjectAltName === ours.subjectAltName;
    return same && there.checkIssued(issuer) && there.verify(issuer.publicKey) ? there.publicKey : void 0;
  } catch {
    return void 0;
  }
}
function holdsBy(key, message, signature) {
  const hashes = key.asymmetricKeyType === "ed25519" ? [null] : ["sha256", "sha384"];
  try {
    return hashes.some((hash2) => verify(hash2, message, key, signature));
  } catch {
    return false;
  }
}
function areWitnessed(material, signature, { pen }) {
  const entries = listOf(material["tlogEntries"]);
  const data = material["timestampVerificationData"];
  const times = data === void 0 ? [] : listOf(only(data, "rfc3161Timestamps")?.["rfc3161Timestamps"] ?? null);
  if (entries === void 0 || times === void 0) return false;
  if (pen.witnessed.log && entries.length === 0 || pen.witnessed.timestamp && times.length === 0)
    return false;
  return entries.every((entry2) => isEntryAbout(entry2, signature)) && times.every((time2) => isTimeOf(time2, signature));
}
function isEntryAbout(entry2, signature) {
  if (!isPlainObject(entry2)) return false;
  const body = base643(entry2["canonicalizedBody"]);
  const vouched = entry2["inclusionPromise"] ?? entry2["inclusionProof"];
  return isPlainObject(vouched) && body?.includes(Buffer.from(signature).toString("base64")) === true;
}
function isTimeOf(time2, signature) {
  const der = base643(only(time2, "signedTimestamp")?.["signedTimestamp"]);
  return ["sha256", "sha384", "sha512"].some(
    (hash2) => der?.includes(createHash(hash2).update(signature).digest()) === true
  );
}
function only(value, ...names3) {
  return isPlainObject(value) && Object.keys(value).every((name) => names3.includes(name)) ? value : void 0;
}
function listOf(value) {
  if (value === void 0) return [];
  return Array.isArray(value) ? value : void 0;
}
function base643(value) {
  if (typeof value !== "string" || value === "") return void 0;
  const bytes2 = Buffer.from(value, "base64");
  return bytes2.toString("base64") === value ? bytes2 : void 0;
}

// src/signing/say.ts
var FORMATS = ["bundle", "legacy"];
function signatureStatement(name, sha256) {
  return { subject: [{ name, digest: { sha256 } }], predicateType: SIGNATURE_PREDICATE, predicate: {} };
}
async function say(pen, statement, places, { formats: formats2, image, holds, now }) {
  const payload = encodeStatement(statement);
  const { predicateType } = statement;
  const wanted = { payload, pen, holds };
  const older = formats2.includes("legacy") && image !== void 0 ? image : void 0;
  const looked = await Promise.all(
    places.map(async (place3) => {
      const bundled = formats2.includes("bundle") || place3.older === void 0;
      const [there, layer] = await Promise.all([
        bundled ? place3.bundles(predicateType, mostOf(payload)) : ok([]),
        older === void 0 ? ok(true) : isOlderThere(place3.older, statement, older, wanted)
      ]);
      if (!there.ok) return there;
      if (!layer.ok) return layer;
      const found = there.value.find((bundle2) => bundleSaysTheSame(bundle2, wanted));
      return ok({ place: place3, bundle: bundled && found === void 0, older: !layer.value, found });
    })
  );
  const lacking = all(looked);
  if (!lacking.ok) return lacking;
  const same = lacking.value.find(({ found }) => found !== void 0)?.found;
  let signed;
  const bundle = () => {
    signed ??= pen.statement(payload);
    return signed;
  };
  const putBundle = async ({ place: place3, bundle: lacks }) => {
    if (!lacks) return ok("there");
    const made2 = same === void 0 ? await bundle() : ok(void 0);
    if (!made2.ok) return made2;
    const bytes2 = made2.value === void 0 ? same : encodeBundle(made2.value);
    const added = await place3.add(bytes2 ?? new Uint8Array(), predicateType, timeOf(now));
    return added.ok ? ok("added") : added;
  };
  const putOlder = async (to, image2) => {
    if (hasNoRoom(pen, statement, same)) return ok("no-room");
    const layer = await olderLayer(pen, bundle, statement, image2);
    if (!layer.ok) return layer;
    if (layer.value === void 0) return ok("no-room");
    const added = await to.add(suffixOf(statement), layer.value);
    return added.ok ? ok("added") : added;
  };
  const put2 = lacking.value.map(async (one) => {
    const { place: place3 } = one;
    const bundled = formats2.includes("bundle") || place3.older === void 0;
    const [inBundle, inOlder] = await Promise.all([
      putBundle(one),
      older === void 0 || place3.older === void 0 ? ok(void 0) : one.older ? putOlder(place3.older, older) : ok("there")
    ]);
    if (!inBundle.ok) return inBundle;
    if (!inOlder.ok) return inOlder;
    const added = inBundle.value === "added" || inOlder.value === "added";
    const how = { bundle: bundled ? inBundle.value : void 0, older: inOlder.value };
    return ok({ predicateType, place: place3.name, added, ...how });
  });
  const said5 = all(await Promise.all(put2));
  if (!said5.ok) return said5;
  const made = await signed;
  const logIndex = made?.ok === true ? made.value.entries[0]?.logIndex : void 0;
  return ok(said5.value.map((one) => ({ ...one, logIndex })));
}
function mostOf(payload) {
  return Math.ceil(payload.length / 3) * 4 + 512 * 1024;
}
function suffixOf({ predicateType }) {
  return predicateType === SIGNATURE_PREDICATE ? "sig" : "att";
}
async function isOlderThere(place3, statement, { repository, digest }, wanted) {
  if (place3 === void 0) return ok(true);
  const suffix = suffixOf(statement);
  const payload = suffix === "sig" ? simpleSigningPayload(repository, digest) : wanted.payload;
  const layers = await place3.layers(suffix, mostOf(payload));
  return layers.ok ? ok(layers.value.some((layer) => layerSaysTheSame(layer, { ...wanted, payload }))) : layers;
}
function hasNoRoom({ who }, statement, same) {
  if (who.kind === "key" || suffixOf(statement) === "sig" || same === void 0) return false;
  return !Buffer.from(same).includes('"inclusionPromise"');
}
async function olderLayer(pen, bundle, statement, { repository, digest }) {
  const chain = pen.who.kind === "certificate" ? pen.who.chain : [];
  if (suffixOf(statement) === "att") {
    const made = await bundle();
    return made.ok ? ok(attestationLayer(made.value, statement.predicateType, chain)) : made;
  }
  const payload = simpleSigningPayload(repository, digest);
  const signed = await pen.artifact(async (onPiece) => {
    onPiece(payload);
    return ok(void 0);
  });
  return signed.ok ? ok(signatureLayer(payload, signed.value, chain)) : signed;
}
function timeOf(now) {
  return new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
}

// src/cli/program-sign.ts
function addSign(root, { session: session2, finish: finish6 }, section2) {
  withSigner(root.command("sign").description("sign images, layouts and files, outside any pipeline")).argument("<subjects...>", "name@sha256:…, a layout, or files").action(async (subjects, flags) => {
    const opened = session2();
    const { signArtifacts } = await import("./cli-sign.js");
    finish6(await signArtifacts(opened, subjects, flags, () => section2(opened)));
  });
  withSigner(root.command("attest").description("say something of images, layouts and files, signed")).argument("<subjects...>", "name@sha256:…, a layout, or files").requiredOption("--type <type>", "what is said: a URI, or slsaprovenance1, cyclonedx, spdxjson, vuln, …").requiredOption("--predicate <file>", "what is said, as JSON").action(async (subjects, flags) => {
    const opened = session2();
    const { attestArtifacts } = await import("./cli-attest.js");
    finish6(await attestArtifacts(opened, subjects, flags, () => section2(opened)));
  });
  root.command("evidence").description("draw what is attached to an image, layout or file, and by whom; verifies nothing").argument("<subject>", "name@sha256:…, name:tag, a layout, or a file").action(async (subject) => {
    const opened = session2();
    const { evidence } = await import("./cli-evidence.js");
    finish6(await evidence(opened, subject));
  });
}
function withSigner(command) {
  return command.option("--key <file>", "the private key, PEM or as cosign writes it").option("--key-variable <name>", "the variable that holds the private key").option("--keyless", "sign by an identity instead of a key").option("--identity-token <file>", "who signs: a file with an identity token").option("--identity-command <command>", "who signs: a program that prints a token, with its arguments").option("--services <file>", "the signing config of a private Sigstore").option("--trusted-root <file>", "verify what the services say by this before it is stored").option("--log", "enter what a key signs into the transparency log").option("--timestamp", "have an authority say when a key signed").addOption(
    new Option(
      "--transparency <who>",
      "public: what a private repository is called may stand in a public log"
    ).choices(["public"])
  ).addOption(
    new Option(
      "--format <form>",
      "bundle, or legacy: the tags of older verifiers (several times: both)"
    ).argParser(formats)
  );
}
function formats(value, before2 = []) {
  const form = FORMATS.find((one) => one === value);
  if (form === void 0) throw new InvalidArgumentError(`it is one of ${FORMATS.join(", ")}`);
  return [...before2, form];
}

// src/cli/program-verify.ts
var NOTHING_SAID = { section: void 0, trustedRoot: void 0 };
function addVerify(root, { session: session2, finish: finish6 }, configured) {
  root.command("verify").description("check who signed it, what it was built from and what is in it; a line a check").argument("[subject]", "name@sha256:…, a layout, or a file").option("--key <file>", "public key that may have signed it (several times: any of them)", several).option("--issuer <url>", "whose identity tokens count: https://gitlab.com").option("--workflow <url>", "the workflow in the certificate, without its ref; * for what has no /").option("--ref <ref>", "branch or tag of the workflow, in full (several times: any of them)", several).option("--identity <name>", "instead of a workflow: the one name in the certificate").option("--source <url>", "the repository that was built").option("--source-id <number>", "its number at the forge").option("--source-ref <ref>", "the branch or tag that was built", several).option("--commit <commit>", "the commit that was built; latest asks the forge").option("--builder <url>", "who built it, as the provenance says", several).option("--level <number>", "the least SLSA build level that the evidence supports").option("--trigger <event>", "what started the pipeline", several).option("--parameter <name>", "an external parameter that may stand in the provenance", several).option(
    "--sbom <rule>",
    "name=range, or name=absent, of a component (several times: all of them)",
    several
  ).option("--max-age <age>", "how long ago it may have been signed: 30d").option("--transparency", "an entry in a log is needed, for keys too").option("--no-transparency", "no entry in a log is needed").option(
    "--needs <kind>",
    "signature, provenance, sbom, or a predicate type (several times: all)",
    several
  ).option("--expect <file>", "a file with all that is expected, like the section verify").option("--bundle <file>", "a bundle beside those that lie with it", several).option("--trusted-root <file>", "whom to trust instead of the public Sigstore", several).option("--offline", "trust the public Sigstore as this program knows it, without asking").option("--explain", "what each check stops").action(async (subject, flags) => {
    const opened = session2();
    const { verifyArtifact } = await import("./cli-verify.js");
    const said5 = flags.explain === true ? NOTHING_SAID : await configured(opened);
    finish6(await verifyArtifact(opened, subject, flags, said5));
  });
}

// src/cache/report.ts
var SCHEMA3 = "sealsmith-result/1";
function writeReport(report) {
  return JSON.stringify({ schema: SCHEMA3, report });
}
function readReport(bytes2) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes2));
    if (!isObject(value) || !("schema" in value) || value.schema !== SCHEMA3) return void 0;
    return "report" in value && isReport(value.report) ? value.report : void 0;
  } catch {
    return void 0;
  }
}
function isReport(value) {
  return isObject(value) && "facts" in value && isObject(value.facts) && "summary" in value && typeof value.summary === "string" && "remarks" in value && Array.isArray(value.remarks) && value.remarks.every((remark) => typeof remark === "string") && (!("tests" in value) || isTests(value.tests));
}
function isTests(value) {
  return isObject(value) && "failed" in value && Array.isArray(value.failed) && "slowest" in value && Array.isArray(value.slowest);
}
function isObject(value) {
  return typeof value === "object" && value !== null;
}

// src/cache/fresh.ts
var SCHEMA4 = "sealsmith-fresh/3";
var FreshStamps = class {
  #files;
  #folder;
  #workspace;
  /** @param state  the folder for what outlives a run */
  constructor(files, state, workspace) {
    this.#files = files;
    this.#workspace = workspace;
    this.#folder = `${state}/fresh/${createHash("sha256").update(workspace).digest("hex").slice(0, 32)}`;
  }
  /** The last stamp of a job, whatever its key; undefined when there is none that can be read. */
  last(spec2) {
    const text2 = this.#files.readText(this.#path(spec2));
    return text2.ok && text2.value !== void 0 ? readStamp(text2.value) : void 0;
  }
  /** The stamp, when its key and what was given are these and every output is as it was left. */
  holds(spec2, key, given2) {
    const stamp = this.last(spec2);
    if (stamp === void 0 || stamp.key !== key || stamp.given !== given2) return void 0;
    const untouched = spec2.outputs.every((path) => {
      const now = this.#files.stamp(`${this.#workspace}/${path}`);
      return now !== void 0 && Object.hasOwn(stamp.outputs, path) && now === stamp.outputs[path];
    });
    return untouched ? stamp : void 0;
  }
  save(spec2, what) {
    const outputs = Object.fromEntries(
      spec2.outputs.map((path) => [path, this.#files.stamp(`${this.#workspace}/${path}`) ?? ""])
    );
    const stamp = { schema: SCHEMA4, ...what, outputs };
    return this.#files.writeText(this.#path(spec2), JSON.stringify(stamp), 384);
  }
  #path(spec2) {
    return `${this.#folder}/${encodeURIComponent(spec2.id)}.json`;
  }
};
function readStamp(text2) {
  try {
    const value = JSON.parse(text2);
    const known = isObject(value) && value.schema === SCHEMA4 && isObject(value.outputs) && Array.isArray(value.digests);
    return known && isReport(value.report) ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/core/package-store.ts
function cachedStores({ stores }) {
  return stores.filter(({ keeps }) => keeps.length > 0);
}
function keptBy({ keeps, leaves }) {
  const take2 = keeps.map(globTest);
  const leave = leaves.map(globTest);
  return (path) => take2.some((test2) => test2(path)) && !leave.some((test2) => test2(path));
}

// src/run/cache-notes.ts
function restored(entry2, { seal, signer }, misses) {
  const { list: list3, created, producer } = seal;
  return {
    ...nothing2(entry2, seal.kind),
    outcome: "restored",
    reason: refusalIn2(misses),
    digest: list3.sha256,
    signer,
    created,
    producer
  };
}
function missed(entry2, of, misses) {
  return { ...nothing2(entry2, of), outcome: "missed", reason: refusalIn2(misses) ?? misses[0] };
}
function notSaved(entry2, of, reason) {
  return { ...nothing2(entry2, of), outcome: "not-saved", reason };
}
function saved(entry2, { kind, list: list3 }) {
  return { ...nothing2(entry2, kind), outcome: "saved", digest: list3.sha256 };
}
function nothing2(entry2, kind) {
  return {
    entry: entry2,
    kind,
    reason: void 0,
    digest: void 0,
    signer: void 0,
    created: void 0,
    producer: void 0
  };
}
function refusalIn2(misses) {
  return misses.find(({ code: code2 }) => CACHE_REASONS[code2].refusal);
}

// src/core/key.ts
var KEY_SCHEMA = "sealsmith-key/2";
var PART_NAMES = [
  "inputs",
  "tools",
  "parameters",
  "variables",
  "commands",
  "patterns",
  "outputs",
  "grants",
  "facts",
  "platform",
  "sealsmith",
  "epoch",
  "job"
];
var LISTS2 = /* @__PURE__ */ new Set(["inputs", "tools", "patterns", "outputs", "grants"]);
function isReordered({ part: part2, name }) {
  return name === "" && LISTS2.has(part2);
}

// src/cache/key.ts
function keyParts(spec2, runtime, machine, inputs, facts, epoch) {
  return {
    schema: KEY_SCHEMA,
    job: {
      id: spec2.id,
      commands: spec2.commands.map(({ tool, args, cwd }) => ({
        tool,
        args,
        ...cwd === void 0 ? {} : { cwd }
      })),
      params: spec2.params,
      outputs: spec2.outputs,
      grants: spec2.grants,
      inputs: spec2.inputs
    },
    tools: toolNames(spec2),
    runtime,
    platform: { os: machine.os, arch: machine.arch, libc: machine.libc },
    env: spec2.env,
    inputs,
    facts: Object.fromEntries(
      spec2.needs.flatMap((name) => facts[name] === void 0 ? [] : [[name, jsonDigest(facts[name])]])
    ),
    epoch
  };
}
function keyOf2(parts) {
  return keySaying(parts, sayInputs(parts.inputs));
}
function sayInputs(inputs) {
  const text2 = inputsJson(inputs);
  return { text: text2, sha256: digestOf3(text2) };
}
function keySaying(parts, said5) {
  return digestOf3(partsJson(parts, said5.text));
}
function keyJson(parts) {
  return partsJson(parts, inputsJson(parts.inputs));
}
function partsJson(parts, inputs) {
  const members = Object.entries(parts).filter(([, value]) => value !== void 0).toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => `"${name}":${name === "inputs" ? inputs : canonicalJson(value)}`);
  return `{${members.join(",")}}`;
}
function toolNames(spec2) {
  return spec2.tools.map(({ name, version, from }) => ({ name, version, from }));
}
function inputsDigest(inputs) {
  return digestOf3(inputsJson(inputs));
}
function digestOf3(text2) {
  return hash("sha256", text2);
}
function inputsJson(inputs) {
  if (!inputs.every(({ path }) => path.isWellFormed())) return canonicalJson(inputs);
  return JSON.stringify(inputs.map(({ mode, path, sha256 }) => ({ mode, path, sha256 })));
}

// src/run/slots.ts
function resultSlot(plan2, spec2, key) {
  return { job: spec2.id, key, lineage: lineageOf(plan2, spec2, void 0), outputs: spec2.outputs.length };
}
function fillerOf(plan2, store) {
  return plan2.jobs.find(({ spec: spec2 }) => spec2.stores.some(({ name }) => name === store.name))?.spec;
}
async function storeSlot(plan2, spec2, store, key) {
  const { storeKey } = await import("./cache-packages.js");
  const filler = fillerOf(plan2, store) ?? spec2;
  const decides = filler.step === "install" ? key : jsonDigest(toolNames(filler));
  return {
    name: `${filler.id}/${store.name}`,
    store,
    key: filler.id === spec2.id && decides !== void 0 ? storeKey(store, decides) : void 0,
    lineage: lineageOf(plan2, filler, store)
  };
}
function lineageOf({ context, machine, project }, spec2, store) {
  const platform = { os: machine.os, arch: machine.arch, libc: machine.libc };
  const schema = "sealsmith-lineage/1";
  if (store === void 0) {
    return jsonDigest({ schema, job: spec2.id, tools: spec2.tools.map(({ name }) => name), platform });
  }
  const repository = context.repository ?? project.name;
  return jsonDigest({ schema, repository, path: context.git?.prefix ?? "", store: store.name, platform });
}

// src/run/caching.ts
var RunCache = class {
  #options;
  #notes = [];
  /** Notes of jobs, which stand in their records. */
  #asked = [];
  #stores = /* @__PURE__ */ new Map();
  /** Ids of what was taken, as the store names them; what it saved it knows itself. */
  #used = /* @__PURE__ */ new Set();
  #vault;
  constructor(options) {
    this.#options = options;
  }
  /** Looks for the result of a job; what is found lies verified below `staging`. */
  async takeResult(spec2, key, staging) {
    if (!this.#options.take || !this.#keeps(spec2)) return void 0;
    const vault = await this.#open();
    const slot = this.#slotOf(spec2, key);
    if (!vault.ok) return { result: void 0, note: missed(slot.job, "result", [vault.failure]) };
    const { takeResult } = await import("./cache-results.js");
    const { taken, misses } = await takeResult(vault.value, slot, staging, this.#options.signal);
    if (taken === void 0 && this.#options.signal.aborted) return void 0;
    if (taken === void 0) return { result: void 0, note: missed(slot.job, "result", misses) };
    this.#used.add(taken.found.candidate.id);
    return { result: taken.value, note: restored(slot.job, taken.found.sealed, misses) };
  }
  /** Seals what a job left; undefined where that is not asked for. */
  async keepResult(spec2, key, left) {
    if (!this.#keeps(spec2)) return void 0;
    const slot = this.#slotOf(spec2, key);
    const vault = await this.#open();
    if (!vault.ok) return notSaved(slot.job, "result", vault.failure);
    if (!vault.value.writer.ok) {
      const note = notSaved(slot.job, "result", vault.value.writer.failure);
      this.#asked.push(note);
      return note;
    }
    return this.#working(async (folder) => {
      const { keepResult } = await import("./cache-results.js");
      const { workspace, report, log, digests: digests2, digestOf: digestOf4 } = left;
      const outputs = spec2.outputs.map((path) => `${workspace}/${path}`);
      const whole = { report, outputs, log: `${workspace}/${log}`, digests: digests2, digestOf: digestOf4 };
      const kept = await keepResult(vault.value, slot, whole, folder, this.#options.signal);
      return keptNote(slot.job, "result", kept);
    });
  }
  /** Says why a result is not offered to the cache at all; undefined where none would be. */
  notKept(spec2, why) {
    return this.#keeps(spec2) ? notSaved(spec2.id, "result", why) : void 0;
  }
  /**
   * Puts the stores of a job in place before it runs; who comes later waits for who came first.
   *
   * @param key  of the job, when it is the one that fills them
   */
  async takeStores(spec2, key) {
    const { lasting, settings } = this.#options;
    if (lasting || settings.store === "off") return [];
    const notes = [];
    for (const store of cachedStores(spec2)) {
      const known = this.#stores.get(store.name);
      if (known !== void 0) await known.ready;
      else {
        const use = await this.#useOf(spec2, store, key);
        const ready = this.#takeStore(use);
        this.#stores.set(store.name, { use, ready });
        const note = await ready;
        if (note !== void 0) notes.push(note);
      }
    }
    return notes;
  }
  /** Told how a job ended: a store whose job failed is half full, and not kept. */
  ended(spec2, passed2) {
    for (const { name } of cachedStores(spec2)) {
      const known = this.#stores.get(name);
      if (known !== void 0 && !passed2) known.use.passed = false;
    }
  }
  /** At the end of the run, when no job writes any more: keeps the stores, lets the cache make room. */
  async finish() {
    if (this.#vault === void 0) return { store: void 0, notes: [] };
    const vault = await this.#vault;
    if (!vault.ok) {
      this.#remark(`the cache is not used: ${missText(vault.failure)}`);
      return { store: void 0, notes: this.#notes };
    }
    if (!this.#options.signal.aborted) {
      for (const { use } of this.#stores.values()) {
        const note = await this.#keepStore(vault.value, use);
        if (note !== void 0) this.#notes.push(note);
      }
    }
    const room = await vault.value.store.finish(this.#used);
    if (!room.ok) this.#remark(`the cache could not make room: ${missText(room.failure)}`);
    this.#say(vault.value, [...this.#asked, ...this.#notes]);
    return { store: `${vault.value.store.name}: ${vault.value.store.place}`, notes: this.#notes };
  }
  #keeps(spec2) {
    return spec2.cache === "result" && this.#options.settings.store !== "off";
  }
  #open() {
    this.#vault ??= this.#load();
    return this.#vault;
  }
  /** A run with nothing to do loads none of it. */
  async #load() {
    const { world, plan: plan2, settings } = this.#options;
    const { openVault } = await import("./run-vault.js");
    return openVault(world, plan2.context, settings);
  }
  async #takeStore(use) {
    if (!this.#options.take) return void 0;
    const vault = await this.#open();
    if (!vault.ok) return missed(use.name, "store", [vault.failure]);
    const { takeStore } = await import("./cache-packages.js");
    const folder = `${this.#options.stores}/${use.store.name}`;
    const { taken, misses } = await takeStore(vault.value, use, folder, this.#options.signal);
    if (taken === void 0) return missed(use.name, "store", misses);
    use.exact = taken.value.seal.key === use.key;
    this.#used.add(taken.found.candidate.id);
    return restored(use.name, taken.value, misses);
  }
  async #keepStore(vault, use) {
    const { key, exact, passed: passed2, store, name, lineage } = use;
    const folder = `${this.#options.stores}/${store.name}`;
    if (key === void 0 || exact || !passed2) return void 0;
    if (this.#options.world.files.kind(folder) !== "folder") return void 0;
    if (!vault.writer.ok) return notSaved(name, "store", vault.writer.failure);
    return this.#working(async (working) => {
      const { keepStore } = await import("./cache-packages.js");
      const slot = { name, store, key, lineage };
      return keptNote(name, "store", await keepStore(vault, slot, folder, working, this.#options.signal));
    });
  }
  async #working(work2) {
    const { files } = this.#options.world;
    const folder = `${this.#options.temporary}/keep-${crypto.randomUUID()}`;
    files.makeFolder(folder, 448);
    try {
      return await work2(folder);
    } finally {
      files.remove(folder);
    }
  }
  #slotOf(spec2, key) {
    return resultSlot(this.#options.plan, spec2, key);
  }
  async #useOf(spec2, store, key) {
    return { ...await storeSlot(this.#options.plan, spec2, store, key), exact: false, passed: true };
  }
  #remark(text2) {
    this.#options.emit({ kind: "remark", job: void 0, text: text2 });
  }
  /** What a person has to know once, not for every job. */
  #say({ writer, settings, leak }, notes) {
    const { host, tier } = this.#options.plan.context;
    if (leak !== void 0) this.#remark(leak);
    if (settings.unknown !== void 0 && host !== "local")
      this.#remark(`the cache is not used: ${settings.unknown}`);
    else if (!writer.ok && leak === void 0 && notes.some(({ outcome }) => outcome === "not-saved")) {
      if (tier === "T2" || !["no-key", "no-signers", "store-read-only"].includes(writer.failure.code)) {
        this.#remark(`nothing is kept in the cache: ${missText(writer.failure)}`);
      }
    }
  }
};
function keptNote(name, kind, kept) {
  return kept.ok ? saved(name, kept.value.seal) : notSaved(name, kind, kept.failure);
}

// src/run/inputs.ts
var NEVER = /* @__PURE__ */ new Set([".git", ".sealsmith", "node_modules", ".venv", "__pycache__"]);
async function projectFiles(world, workspace) {
  const known = await world.git.files(workspace);
  if (known === void 0) return world.files.walk(workspace, NEVER);
  return ok(known.filter((path) => !isBelow(path, OURS)).toSorted());
}
var SCRATCH = `${OURS}/work`;
function inputsOf(spec2, files, owned, before2, there) {
  const leave = spec2.inputs.filter((pattern) => pattern.startsWith("!")).map((pattern) => globTest(pattern.slice(1)));
  const given2 = spec2.inputs.filter((pattern) => !pattern.startsWith("!"));
  const take2 = given2.length === 0 && leave.length > 0 ? ["**"] : given2;
  const left = (path) => leave.some((test2) => test2(path));
  const exactly2 = new Set(owned);
  const folders = owned.map((output) => `${output}/`);
  const isOwned = (path) => {
    for (const folder of folders) if (path.startsWith(folder)) return true;
    return exactly2.has(path);
  };
  const free2 = files.filter((path) => !isOwned(path) && !left(path));
  const chosen2 = /* @__PURE__ */ new Set();
  const unmatched = [];
  for (const pattern of take2) {
    const test2 = globTest(pattern);
    const found = free2.filter(test2);
    const outputs = before2.filter(
      (output) => !left(output) && (pattern === "**" ? !isBelow(output, SCRATCH) : means(pattern, test2, output))
    );
    const named2 = literal(pattern);
    const ignored = found.length + outputs.length === 0 && there(named2) && !owned.includes(named2) ? [named2] : [];
    for (const path of [...found, ...outputs, ...ignored]) chosen2.add(path);
    if (found.length + outputs.length + ignored.length === 0 && pattern !== "**") unmatched.push(pattern);
  }
  return { paths: [...chosen2].sort(), unmatched };
}
function means(pattern, test2, output) {
  return test2(output) || isBelow(literal(pattern), output);
}
function literal(pattern) {
  return pattern.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
}
async function digestInputs(files, workspace, paths, memo) {
  const digested = await files.digestAll(workspace, paths, memo);
  if (!digested.ok) return digested;
  const entries = [];
  let sorted3 = true;
  let last = "";
  for (const entry2 of digested.value) {
    const one = said4(entry2);
    entries.push(one);
    sorted3 &&= last < one.path;
    last = one.path;
    if (entry2.mode !== "link") continue;
    const target = files.realPath(`${workspace}/${entry2.path}`);
    if (target === void 0 || files.kind(target) !== "file") continue;
    const behind2 = await files.digest(target);
    if (!behind2.ok) return behind2;
    entries.push({ path: keyText(`${entry2.path}\0`), sha256: behind2.value.sha256, mode: "file" });
    sorted3 = false;
  }
  return ok(sorted3 ? entries : entries.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
function said4(entry2) {
  const path = keyText(entry2.path);
  return path === entry2.path ? entry2 : { ...entry2, path };
}

// src/run/identify.ts
async function identify({ world, workspace, files, owned, digests: digests2, epoch }, { spec: spec2, explained }, facts, before2) {
  const there = (path) => world.files.kind(`${workspace}/${path}`) !== void 0;
  const { paths, unmatched } = inputsOf(spec2, files, owned, before2.filter(there), there);
  const inputs = await digests2.atStart(paths);
  if (!inputs.ok) return inputs;
  const parts = keyParts(spec2, world.self.version, world.machine, inputs.value, facts, epoch);
  const chosen2 = explained.some(({ what, origin }) => what === "inputs" && origin.from === "config");
  const said5 = digests2.said(inputs.value);
  const key = keySaying(parts, said5);
  return ok({ key, inputs: said5.sha256, parts, paths, chosen: chosen2, unmatched: chosen2 ? unmatched : [] });
}
async function sawInputs(ground, { spec: spec2 }, { paths, inputs, chosen: chosen2 }, before2) {
  const { world, workspace, owned, digests: digests2 } = ground;
  if (chosen2) {
    const there = (path) => world.files.kind(`${workspace}/${path}`) !== void 0;
    const files = await projectFiles(world, workspace);
    if (!files.ok) return false;
    const now2 = inputsOf(spec2, files.value, owned, before2.filter(there), there).paths;
    if (now2.length !== paths.length || now2.some((path, at3) => path !== paths[at3])) return false;
  }
  const now = await digests2.of(paths);
  return now.ok && inputsDigest(now.value) === inputs;
}
function outputsBefore(job, { plan: plan2, elsewhere: elsewhere2 }) {
  const here = ancestors(job, plan2).flatMap((id) => {
    const { outputs = [], gives = [] } = plan2.jobs.find((other) => other.spec.id === id)?.spec ?? {};
    return gives.some((fact) => job.spec.needs.includes(fact)) ? [] : outputs;
  });
  return [...here, ...elsewhere2.before.get(job.spec.id) ?? []];
}
function ownedBy({ plan: plan2, elsewhere: elsewhere2 }) {
  return [...plan2.jobs.flatMap((job) => job.spec.outputs), ...elsewhere2.owned];
}
function ancestors(job, plan2) {
  const found = /* @__PURE__ */ new Set();
  const visit = (id) => {
    if (found.has(id)) return;
    found.add(id);
    for (const before2 of plan2.jobs.find((other) => other.spec.id === id)?.after ?? []) visit(before2);
  };
  for (const id of job.after) visit(id);
  return [...found];
}

// src/run/input-digests.ts
var InputDigests = class {
  #world;
  #workspace;
  #memo;
  #snapshots = [];
  #said = /* @__PURE__ */ new WeakMap();
  #disturbed = false;
  /**
   * Digests are remembered on a desk only: on a forge a run of a lower tier may have written to the machine, and what
   * it left there would decide keys.
   */
  constructor(world, { workspace, host, ci }) {
    this.#world = world;
    this.#workspace = workspace;
    const place3 = `${world.state}/digests/${hash("sha256", workspace).slice(0, 32)}.memo`;
    this.#memo = host === "local" && !ci ? world.files.digestMemo(place3, workspace) : void 0;
  }
  /** As they are at this moment, see `digestInputs`. */
  of(paths) {
    return digestInputs(this.#world.files, this.#workspace, paths, this.#memo);
  }
  /**
   * As they were when the run first asked for exactly these paths. While a run only finds out that there is nothing to
   * do, all jobs see one state of the tree, and it is looked at once.
   */
  atStart(paths) {
    if (this.#disturbed) return this.of(paths);
    const known = this.#snapshots.find((one) => isSame2(one.paths, paths));
    if (known !== void 0) return known.digests;
    const digests2 = this.of(paths);
    this.#snapshots.push({ paths, digests: digests2 });
    return digests2;
  }
  /** How keys say inputs that came from here. */
  said(inputs) {
    const known = this.#said.get(inputs) ?? sayInputs(inputs);
    this.#said.set(inputs, known);
    return known;
  }
  /** To be called before anything in the workspace is moved, restored or run: from then on the tree may be another. */
  disturb() {
    this.#disturbed = true;
    this.#snapshots.length = 0;
  }
  /** At the end of the run. */
  save() {
    this.#memo?.save();
  }
};
function isSame2(a, b) {
  return a.length === b.length && a.every((path, at3) => path === b[at3]);
}

// src/cache/diff.ts
function diffKeys(before2, now) {
  const equal = Object.fromEntries(PART_NAMES.map((part2) => [part2, 0]));
  const differences = PART_NAMES.flatMap((part2) => {
    const [old, fresh] = [membersOf(before2, part2), membersOf(now, part2)];
    const names3 = [.../* @__PURE__ */ new Set([...old.keys(), ...fresh.keys()])];
    const differing = names3.filter((name) => old.get(name)?.exact !== fresh.get(name)?.exact);
    equal[part2] = names3.length - differing.length;
    if (differing.length === 0 && exactly(before2, part2) !== exactly(now, part2)) {
      return [{ part: part2, name: "", before: "one order", now: "another" }];
    }
    return differing.map((name) => {
      return { part: part2, name, before: old.get(name)?.said, now: fresh.get(name)?.said };
    });
  });
  return { differences, equal };
}
function membersOf(parts, part2) {
  return new Map(listOf2(parts, part2).map(([name, said5, exact = said5]) => [name, { exact, said: said5 }]));
}
function listOf2(parts, part2) {
  const { job } = parts;
  switch (part2) {
    case "inputs":
      return parts.inputs.map(({ path, mode, sha256 }) => [path, `${mode} ${sha256}`]);
    case "tools":
      return parts.tools.map(({ name, version, from }) => [
        name,
        toolSaid(version, from),
        `${from} ${version}`
      ]);
    case "parameters":
      return paramsOf(job.params);
    case "variables":
      return Object.entries(parts.env);
    case "commands":
      return job.commands.map((command, at3) => [
        String(at3 + 1),
        commandText(command),
        canonicalJson(command)
      ]);
    case "patterns":
      return job.inputs.map((pattern) => [pattern, "a pattern of inputs"]);
    case "outputs":
      return job.outputs.map((path) => [path, "an output"]);
    case "grants":
      return job.grants.map((grant) => [grant, "granted"]);
    case "facts":
      return Object.entries(parts.facts);
    case "platform":
      return Object.entries(parts.platform);
    case "sealsmith":
      return [["", parts.runtime]];
    case "epoch":
      return [["", String(parts.epoch)]];
    case "job":
      return [["", job.id]];
  }
}
function toolSaid(version, from) {
  if (from === "machine") return version;
  return from === "self" ? `${version} (this program)` : `${version} of the ${from}`.trim();
}
function paramsOf(params2) {
  if (params2 === null) return [];
  const named2 = typeof params2 === "object" && !Array.isArray(params2);
  const members = named2 ? Object.entries(params2) : [["", params2]];
  return members.map(([name, value]) => {
    const exact = canonicalJson(value);
    return [name, typeof value === "string" ? value : exact, exact];
  });
}
function exactly({ job, ...parts }, part2) {
  if (part2 === "inputs") return inputsDigest(parts.inputs);
  const whole = {
    tools: parts.tools,
    parameters: job.params,
    variables: parts.env,
    commands: job.commands,
    patterns: job.inputs,
    outputs: job.outputs,
    grants: job.grants,
    facts: parts.facts,
    platform: parts.platform,
    sealsmith: parts.runtime,
    epoch: parts.epoch,
    job: job.id
  };
  return canonicalJson(whole[part2]);
}

// src/cache/why-again.ts
var SHOWN2 = 2;
function whyAgain(before2, now, given2 = "same") {
  if (before2 === void 0) return void 0;
  const { differences } = diffKeys(before2, now);
  const [first, ...others] = Object.values(Object.groupBy(differences, ({ part: part2 }) => part2));
  if (first === void 0) return given2 === "same" ? "outputs were touched" : "values given by name changed";
  const clause = clauseOf(first);
  if (others.length === 0) return clause;
  return `${clause}, and ${others.length} more ${others.length === 1 ? "reason" : "reasons"}`;
}
function clauseOf(differences) {
  const [first] = differences;
  if (first === void 0) return "";
  if (isReordered(first)) return `the order of its ${first.part} changed`;
  const change = `${first.before ?? "none"} → ${first.now ?? "none"}`;
  switch (first.part) {
    case "tools":
      return `tool ${first.name} ${change}${andMore(differences.length - 1)}`;
    case "sealsmith":
    case "epoch":
    case "job":
      return `${first.part} ${change}`;
    case "commands":
      return "its commands changed";
    default:
      return `${CHANGED[first.part]}: ${names2(differences)}`;
  }
}
var CHANGED = {
  inputs: "inputs changed",
  parameters: "parameters changed",
  variables: "variables changed",
  patterns: "its patterns of inputs changed",
  outputs: "its list of outputs changed",
  grants: "its grants changed",
  facts: "what it needs changed",
  platform: "the platform changed"
};
function names2(differences) {
  const all2 = [
    ...new Set(differences.map(({ name, now }) => name === "" ? now ?? "" : name.replace(/\0$/, "")))
  ];
  return `${all2.slice(0, SHOWN2).join(", ")}${andMore(all2.length - SHOWN2)}`;
}
function andMore(count3) {
  return count3 > 0 ? ` and ${count3} more` : "";
}

// src/core/inside.ts
var FAILURE_VARIABLE = "SEALSMITH_FAILURE";

// src/run/environment.ts
var SOURCE_DATE_EPOCH = "315532800";
var SETTINGS3 = [
  { variable: "npm_config_userconfig", files: [".npmrc"] },
  { variable: "PIP_CONFIG_FILE", files: [".config/pip/pip.conf", ".pip/pip.conf"] },
  { variable: "UV_CONFIG_FILE", files: [".config/uv/uv.toml"] },
  { variable: "POETRY_CONFIG_DIR", files: [".config/pypoetry"] },
  { variable: "GOENV", files: [".config/go/env"] },
  { variable: "NETRC", files: [".netrc"] },
  { variable: "GIT_CONFIG_GLOBAL", files: [".gitconfig", ".config/git/config"] }
];
function environmentOf2(spec2, world, granted2, trusted, folders, bins, stores) {
  const network = spec2.grants.includes("network");
  return {
    // The tools of the plan first: a dependency may ship a program that is called `node`.
    PATH: [folders.bin, ...bins, ...world.machine.path].join(":"),
    HOME: folders.home,
    TMPDIR: folders.tmp,
    XDG_CACHE_HOME: `${folders.home}/.cache`,
    XDG_CONFIG_HOME: `${folders.home}/.config`,
    LANG: "C.UTF-8",
    TZ: "UTC",
    CI: "true",
    SOURCE_DATE_EPOCH,
    ...network ? forwarded(spec2, world, trusted) : {},
    ...spec2.grants.includes("identity") ? identityOf2(world) : {},
    ...asksRegistries(spec2) ? registryVariables(folders.docker) : {},
    ...Object.fromEntries(
      spec2.stores.flatMap(({ name, env }) => env.map((variable2) => [variable2, `${stores}/${name}`]))
    ),
    ...spec2.env,
    ...Object.fromEntries(
      spec2.grants.flatMap((grant) => {
        const name = grant.replace(/^(secret|env-file|environment):/, "");
        const value = name === grant ? void 0 : granted2.get(grant);
        return value === void 0 ? [] : [[name, value]];
      })
    )
  };
}
function identityOf2({ env, secrets }) {
  return Object.fromEntries(
    IDENTITY_VARIABLES.flatMap((name) => {
      const value = secrets.get(name) ?? env[name];
      return value === void 0 ? [] : [[name, value]];
    })
  );
}
function asksRegistries({ grants }) {
  return grants.some((grant) => grant === "engine" || grant.startsWith("registry:"));
}
function registryVariables(folder) {
  return { DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: `${folder}/config.json` };
}
function forwarded(spec2, world, trusted) {
  const wanted = spec2.forwards.map(
    (name) => name.endsWith("*") ? (known) => known.startsWith(name.slice(0, -1)) : (known) => known === name
  );
  const lists = (known) => wanted.some((test2) => test2(known));
  const values = {};
  for (const { variable: variable2, files } of trusted ? SETTINGS3 : []) {
    const file = files.map((name) => `${world.home}/${name}`).find((path) => world.files.kind(path) !== void 0);
    if (file !== void 0 && lists(variable2)) values[variable2] = file;
  }
  for (const [name, value] of [...Object.entries(world.env), ...world.secrets]) {
    if (value === void 0 || !lists(name)) continue;
    if (trusted || !isSensitive(name, value)) values[name] = value;
  }
  return values;
}

// src/run/tail.ts
var LIMIT8 = 256 * 1024;
var Tail = class {
  #ring = new Ring(LIMIT8);
  push(chunk) {
    this.#ring.push(chunk);
  }
  /** UTF-8, with replacement characters for what is none. */
  text() {
    return Buffer.concat(this.#ring.pieces()).toString("utf8");
  }
};

// src/run/job-output.ts
function logOf(spec2) {
  return `${OURS}/logs/${spec2.id}.log`;
}
function makeOutput(stage, task, log, given2 = []) {
  const { spec: spec2 } = task.planned;
  const redactor = redactorOf(stage, task, given2);
  const tail = new Tail();
  const wanted = task.job.finish !== void 0 || task.planned.isolation.network === "withheld";
  const progress = progressOf(stage, task);
  const pass = (chunk) => {
    if (chunk.length === 0) return;
    log.write(chunk);
    if (wanted) tail.push(chunk);
    progress(chunk);
    stage.emit({ kind: "job-output", job: spec2.id, chunk });
  };
  return { write: (chunk) => pass(redactor.push(chunk)), end: () => pass(redactor.end()), tail };
}
function withoutSecrets(report, stage, task) {
  const redactor = redactorOf(stage, task);
  const clean2 = (text2) => redactText(text2, redactor);
  const { summary, remarks: remarks2, tests } = report;
  const shown = { ...report, summary: clean2(summary), remarks: remarks2.map(clean2) };
  if (tests === void 0) return shown;
  return {
    ...shown,
    tests: {
      failed: tests.failed.map((test2) => ({ ...test2, name: clean2(test2.name), message: clean2(test2.message) })),
      slowest: tests.slowest.map((test2) => ({ ...test2, name: clean2(test2.name) }))
    }
  };
}
function textWithoutSecrets(text2, stage, task) {
  return redactText(text2, redactorOf(stage, task));
}
function redactorOf({ world: { env, secrets }, granted: granted2 }, task, given2 = []) {
  const short3 = task.planned.spec.grants.flatMap(
    (grant) => (
      // What env-file holds is often short and ordinary (`test`): it is taken out only when it is long enough to tell.
      grant.startsWith("secret:") ? granted2.get(grant) ?? [] : []
    )
  );
  return makeRedactor(
    [...secrets.values(), ...granted2.values(), ...given2, ...credentialsIn(Object.values(env))],
    short3
  );
}
var PROGRESS_LIMIT = 8 * 1024 * 1024;
function progressOf(stage, task) {
  const { id } = task.planned.spec;
  const read4 = task.job.progress?.();
  if (read4 === void 0) return () => {
  };
  let seen = 0;
  let rest = "";
  return (chunk) => {
    seen += chunk.length;
    if (seen > PROGRESS_LIMIT) return;
    const lines2 = (rest + Buffer.from(chunk).toString("utf8")).split("\n");
    rest = lines2.pop() ?? "";
    let note;
    for (const line of lines2) note = read4(line) ?? note;
    if (note !== void 0) stage.emit({ kind: "job-progress", job: id, note });
  };
}

// src/run/network-hint.ts
var NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ENETUNREACH|could not resolve|temporary failure in name resolution|network is unreachable|no address associated|getaddrinfo|dial tcp: lookup/i;
function networkHints({ spec: spec2, isolation }, tail) {
  if (isolation.network !== "withheld" || !NO_NETWORK.test(tail)) return [];
  return [`it was kept off the network; steps.${spec2.step}.network: true lets it reach the network`];
}

// src/clients/registry/challenge.ts
var LONGEST3 = 8192;
var TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
var NEXT = new RegExp(`[\\s,]*(${TOKEN})(?:\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN})))?`, "y");
function readChallenges(header3) {
  const text2 = header3 ?? "";
  if (text2.length > LONGEST3) return [];
  const found = [];
  NEXT.lastIndex = 0;
  for (; ; ) {
    const match2 = NEXT.exec(text2);
    if (match2 === null) return found;
    const [, name = "", quoted2, plain2] = match2;
    const value = quoted2 === void 0 ? plain2 : quoted2.replace(/\\(.)/g, "$1");
    if (value === void 0) {
      found.push({ scheme: name.toLowerCase(), params: /* @__PURE__ */ new Map() });
      continue;
    }
    const params2 = found.at(-1)?.params;
    if (params2 === void 0 || params2.has(name.toLowerCase())) return [];
    params2.set(name.toLowerCase(), value);
  }
}

// src/clients/registry/refusal.ts
var LONGEST4 = 300;
function troubleOf2(status2, body) {
  const codes = errorsIn(body).map(({ code: code2 }) => code2);
  if (codes.includes("TOOMANYREQUESTS")) return "rate-limited";
  if (status2 === 401) return "unauthorized";
  if (status2 === 403 || codes.includes("DENIED")) return "denied";
  if (status2 === 404) return "not-found";
  if (status2 === 405 || status2 === 501 || codes.includes("UNSUPPORTED")) return "unsupported";
  if (status2 === 413) return "too-large";
  if (status2 === 429) return "rate-limited";
  return status2 >= 500 ? "failing" : "invalid";
}
function saidBy2(status2, body, secrets) {
  const said5 = errorsIn(body).slice(0, 3).map(({ code: code2, message }) => [code2, message].filter((text2) => text2 !== "").join(": ")).join("; ");
  return clean(said5 === "" ? `HTTP ${status2}` : said5, secrets);
}
function clean(text2, secrets) {
  const line = text2.slice(0, 16 * LONGEST4).replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  const hidden = redactText(line, makeRedactor(secrets, secrets)).replace(/\beyJ[\w-]+(?:\.[\w-]*)*/g, "***").replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, "$1 ***");
  return hidden.length > LONGEST4 ? `${hidden.slice(0, LONGEST4 - 1)}…` : hidden;
}
function errorsIn(body) {
  let value;
  try {
    value = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return [];
  }
  if (!isObject2(value)) return [];
  const { errors, details: details2, error: error2, error_description: description, message } = value;
  if (Array.isArray(errors)) {
    return errors.slice(0, 10).flatMap((one) => {
      if (!isObject2(one)) return [];
      return [{ code: text(one["code"]), message: text(one["message"]) }];
    });
  }
  const told = [details2, description, message, error2].find((one) => typeof one === "string");
  return told === void 0 ? [] : [{ code: "", message: text(told) }];
}
function isObject2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function text(value) {
  return typeof value === "string" ? value : "";
}

// src/clients/registry/target.ts
function mayBePlain(url, plainHttp) {
  return url.protocol === "https:" || isLoopback(url) || plainHttp.includes(url.host);
}
function nextAddress(location, from, rules) {
  if (location === void 0 || location.length > 16384) return void 0;
  const url = URL.parse(location, from.href);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return void 0;
  if (url.protocol === "http:" && from.protocol === "https:") return void 0;
  if (!mayBePlain(url, rules.plainHttp)) return void 0;
  if (isLoopback(url) && !isLoopback(new URL(rules.origin))) return void 0;
  url.username = "";
  url.password = "";
  url.hash = "";
  return url;
}
function tokenAddress(realm, rules, shown) {
  const url = URL.parse(realm ?? "");
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return void 0;
  const local2 = isLoopback(new URL(rules.origin));
  if (isLoopback(url)) return local2 && ["http:", "https:"].includes(url.protocol) ? url : void 0;
  if (url.protocol === "https:") return url;
  return url.protocol === "http:" && !shown && rules.plainHttp.includes(url.host) ? url : void 0;
}
function withQuery(url, name, value) {
  const added = new URL(url);
  const joined = `${url.search.slice(1)}${url.search.length > 1 ? "&" : ""}${name}=${encodeURIComponent(value)}`;
  added.search = joined;
  return added;
}

// src/clients/registry/access.ts
var DEFAULT_LIFE = 60;
var MARGIN = 1e4;
var ANSWER_LIMIT3 = 256 * 1024;
function whoIs(credential) {
  if (credential === void 0) return "nobody";
  const name = credential.kind === "basic" ? credential.user : "a token";
  return `${clean(name, []).slice(0, 100)}, from ${credential.from}`;
}
function secretsOf(credential) {
  if (credential === void 0) return [];
  const secret = credential.kind === "basic" ? credential.password : credential.token;
  return secret === "" ? [] : [secret];
}
var Access = class {
  #credential;
  #rules;
  #send;
  #clock;
  /** The challenge that was met last; it holds for the whole host. */
  #challenge;
  #tokens = /* @__PURE__ */ new Map();
  /** The newest token of each scope that came. */
  #shown = /* @__PURE__ */ new Map();
  constructor(credential, rules, send, clock) {
    this.#credential = credential;
    this.#rules = rules;
    this.#send = send;
    this.#clock = clock;
  }
  /** The value of `Authorization`, or undefined while nobody has asked for one. */
  async header(scope) {
    const challenge = this.#challenge;
    if (challenge === void 0) return ok(void 0);
    const credential = this.#credential;
    if (credential?.kind === "bearer") return ok(`Bearer ${credential.token}`);
    if (challenge.scheme === "basic") {
      return credential?.kind === "basic" ? ok(basic(credential)) : ok(void 0);
    }
    const key = scope.map(scopeText).join(" ");
    for (let known = this.#tokens.get(key); known !== void 0; ) {
      const got2 = await known;
      if (got2.ok && got2.value.until > this.#clock.now()) return ok(got2.value.header);
      const newer = this.#tokens.get(key);
      known = newer === known ? void 0 : newer;
    }
    const token = this.#token(challenge, scope);
    this.#tokens.set(key, token);
    const got = await token;
    if (!got.ok) return got;
    this.#shown.set(key, got.value.header);
    return ok(got.value.header);
  }
  /**
   * Takes note of what was asked for with a 401.
   *
   * @param shown  the header that was not good enough
   * @returns whether it is worth asking once more
   */
  challenged(header3, scope, shown) {
    const challenges = readChallenges(header3);
    const known = (scheme) => challenges.find((challenge) => challenge.scheme === scheme);
    const wanted = known("bearer") ?? known("basic");
    if (wanted === void 0) return false;
    this.#challenge = wanted;
    const key = scope.map(scopeText).join(" ");
    if (shown !== void 0 && this.#shown.get(key) === shown) this.#tokens.delete(key);
    if (wanted.scheme === "bearer") return this.#credential?.kind !== "bearer" || shown === void 0;
    return this.#credential?.kind === "basic" && shown === void 0;
  }
  async #token({ params: params2 }, scope) {
    const credential = this.#credential;
    const url = tokenAddress(params2.get("realm"), this.#rules, credential !== void 0);
    if (url === void 0) {
      const named2 = URL.parse(params2.get("realm") ?? "")?.host ?? "nowhere";
      return refused2(
        "unsupported",
        `it wants us to fetch a token from ${clean(named2, [])}, without TLS or elsewhere`
      );
    }
    const asked = this.#clock.now();
    const answer = await this.#send(this.#request(url, params2.get("service"), scope));
    if (!answer.ok) return err({ kind: "no-token", detail: `its token service: ${answer.failure.detail}` });
    const { status: status2, body } = answer.value;
    if (status2 !== 200) {
      const said5 = saidBy2(status2, body, secretsOf(credential));
      return refused2(troubleOf2(status2, body), `its token service at ${url.host}: ${said5}`);
    }
    const token = readToken(body);
    if (token === void 0) return refused2("invalid", `its token service at ${url.host} gave no token`);
    return ok({ header: `Bearer ${token.value}`, until: asked + token.seconds * 1e3 - MARGIN });
  }
  #request(url, service, scope) {
    const credential = this.#credential;
    const common = {
      limit: ANSWER_LIMIT3,
      timeout: 6e4,
      plain: mayBePlain(url, this.#rules.plainHttp)
    };
    if (credential?.kind === "identity") {
      const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "sealsmith" });
      if (service !== void 0) form.set("service", service);
      form.set("scope", scope.map(scopeText).join(" "));
      form.set("refresh_token", credential.token);
      const headers2 = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
      return { ...common, method: "POST", url: url.href, headers: headers2, body: form.toString() };
    }
    const target = new URL(url);
    if (service !== void 0) target.searchParams.set("service", service);
    for (const one of scope) target.searchParams.append("scope", scopeText(one));
    const headers = { accept: "application/json" };
    if (credential?.kind === "basic") headers["authorization"] = basic(credential);
    return { ...common, method: "GET", url: target.href, headers };
  }
};
function scopeText({ repository, actions }) {
  return `repository:${repository}:${actions}`;
}
function basic({ user, password }) {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
function readToken(body) {
  let json;
  try {
    json = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return void 0;
  }
  if (typeof json !== "object" || json === null) return void 0;
  const { token, access_token: access, expires_in: expires } = json;
  const value = typeof token === "string" && token !== "" ? token : access;
  if (typeof value !== "string" || !/^[\x21-\x7e]{1,65536}$/.test(value)) return void 0;
  const seconds2 = typeof expires === "number" && expires > 0 ? Math.min(expires, 86400) : DEFAULT_LIFE;
  return { value, seconds: seconds2 };
}
function refused2(why, detail) {
  return err({ kind: "refused", why, detail });
}

// src/clients/registry/docker-config.ts
var CONFIG_FILE_LIMIT = 1024 * 1024;
var HUB_KEY = "https://index.docker.io/v1/";
var HUB_NAMES = ["index.docker.io", "registry-1.docker.io", DOCKER_HUB];
function serverOf(registry) {
  return registry === DOCKER_HUB ? HUB_KEY : registry;
}
function readDockerConfig(text2, registry, from) {
  const json = strictJson(Buffer.from(text2, "utf8"));
  if (!json.ok) return json;
  if (!isPlainObject(json.value)) return err("it is no object");
  const { auths, credHelpers, credsStore } = json.value;
  const entry2 = find(auths, registry);
  const credential = entry2 === void 0 ? ok(void 0) : readAuth(entry2, from);
  if (!credential.ok) return credential;
  const helper = find(credHelpers, registry) ?? credsStore;
  if (helper !== void 0 && helper !== "") {
    if (typeof helper !== "string" || !/^[A-Za-z0-9._-]{1,100}$/.test(helper))
      return err("a helper has no name");
    return ok({ kind: "helper", helper, otherwise: credential.value });
  }
  if (credential.value === void 0) return ok(void 0);
  return ok({ kind: "credential", credential: credential.value });
}
function writeDockerConfig(known) {
  const auths = [...known].map(([registry, credential]) => [serverOf(registry), authOf(credential)]);
  return `${JSON.stringify({ auths: Object.fromEntries(auths) })}
`;
}
function authOf(credential) {
  switch (credential.kind) {
    case "basic":
      return { auth: Buffer.from(`${credential.user}:${credential.password}`).toString("base64") };
    case "identity":
      return { auth: Buffer.from("<token>:").toString("base64"), identitytoken: credential.token };
    case "bearer":
      return { registrytoken: credential.token };
  }
}
function find(table5, registry) {
  if (!isPlainObject(table5)) return void 0;
  const names3 = registry === DOCKER_HUB ? HUB_NAMES : [registry];
  const exact = names3.find((name) => Object.hasOwn(table5, name));
  if (exact !== void 0) return table5[exact];
  const key = Object.keys(table5).find((one) => {
    const host = /^(?:https?:\/\/)?([^/]+)\/?(?:v[12]\/?)?$/i.exec(one)?.[1];
    return host !== void 0 && names3.includes(host.toLowerCase());
  });
  return key === void 0 ? void 0 : table5[key];
}
function readAuth(value, from) {
  if (!isPlainObject(value)) return err('an entry of "auths" is no object');
  const { auth, username, password, identitytoken: identity2, registrytoken: bearer } = value;
  if (typeof bearer === "string" && bearer !== "") {
    return /^[\x21-\x7e]+$/.test(bearer) ? ok({ kind: "bearer", token: bearer, from }) : err("a token is none");
  }
  if (typeof identity2 === "string" && identity2 !== "") return ok({ kind: "identity", token: identity2, from });
  if (typeof auth === "string" && auth !== "") {
    const text2 = Buffer.from(auth, "base64").toString("utf8").replace(/\0+$/, "");
    const colon = text2.indexOf(":");
    if (colon < 1) return err('an "auth" is no name and password');
    return ok({ kind: "basic", user: text2.slice(0, colon), password: text2.slice(colon + 1), from });
  }
  if (typeof username === "string" && username !== "" && typeof password === "string") {
    return ok({ kind: "basic", user: username, password, from });
  }
  return ok(void 0);
}

// src/clients/registry/credentials.ts
function credentialsFrom(sources) {
  const known = /* @__PURE__ */ new Map();
  return (registry) => {
    const found = known.get(registry) ?? lookUp(sources, registry);
    known.set(registry, found);
    return found;
  };
}
async function lookUp(sources, registry) {
  const said5 = sources.secrets.get("DOCKER_AUTH_CONFIG") ?? sources.env["DOCKER_AUTH_CONFIG"];
  if (said5) {
    const found = await fromText(sources, said5, "DOCKER_AUTH_CONFIG", "DOCKER_AUTH_CONFIG", registry);
    if (!found.ok || found.value !== void 0) return found;
  }
  for (const { path, name } of placesOf(sources)) {
    const found = await fromFile(sources, path, name, registry);
    if (!found.ok || found.value !== void 0) return found;
  }
  return ok(fromGitlab(sources, registry) ?? fromGithub2(sources, registry));
}
function placesOf({ env, home }) {
  const named2 = (path) => ({ path, name: path });
  const own2 = (path) => home === void 0 ? [] : [{ path: `${home}/${path}`, name: `~/${path}` }];
  const set = (name) => env[name] || void 0;
  const [podman, docker, runtime] = [set("REGISTRY_AUTH_FILE"), set("DOCKER_CONFIG"), set("XDG_RUNTIME_DIR")];
  return [
    ...podman === void 0 ? [] : [named2(podman)],
    ...docker === void 0 ? own2(".docker/config.json") : [named2(`${docker}/config.json`)],
    ...runtime === void 0 ? [] : [named2(`${runtime}/containers/auth.json`)],
    ...own2(".config/containers/auth.json")
  ];
}
async function fromFile(sources, path, name, registry) {
  const text2 = sources.files.readText(path, CONFIG_FILE_LIMIT);
  if (!text2.ok) return text2;
  return text2.value === void 0 ? ok(void 0) : fromText(sources, text2.value, path, name, registry);
}
async function fromText(sources, text2, path, name, registry) {
  const entry2 = readDockerConfig(text2, registry, name);
  if (!entry2.ok) return broken2("credentials", path, `${entry2.failure} (Docker's config.json)`);
  if (entry2.value?.kind !== "helper") return ok(entry2.value?.credential);
  const { helper, otherwise } = entry2.value;
  const asked = await fromHelper(sources, helper, registry, name);
  return asked.ok ? ok(asked.value ?? otherwise) : asked;
}
async function fromHelper({ processes: processes2, env, secrets }, helper, registry, file) {
  const program3 = `docker-credential-${helper}`;
  const wantedBy = `${file} for ${registry}`;
  const missing = {
    code: "tool-missing",
    tool: program3,
    wantedBy,
    get: `install it, or take it out of ${file}`
  };
  if (processes2 === void 0) return err(missing);
  const set = Object.entries(env).filter(
    (pair) => pair[1] !== void 0 && pair[0] !== "PATH"
  );
  const around = { ...Object.fromEntries(set), ...Object.fromEntries(secrets) };
  const answer = await processes2.ask(program3, ["get"], around, Buffer.from(serverOf(registry)));
  if (!answer.ok) {
    const gone = answer.failure.code === "system" && answer.failure.errno === "ENOENT";
    return gone ? err(missing) : answer;
  }
  const { exit, output } = answer.value;
  if (exit !== 0) {
    if (/credentials not found/i.test(output)) return ok(void 0);
    return broken2(program3, program3, `does not tell the credentials for ${registry}: ${clean(output, [])}`);
  }
  const json = strictJson(Buffer.from(output));
  const { Username: user, Secret: secret } = json.ok && isPlainObject(json.value) ? json.value : {};
  if (typeof user !== "string" || typeof secret !== "string") {
    return broken2(program3, program3, "does not answer with a name and a secret");
  }
  if (secret === "") return ok(void 0);
  const from = program3;
  return ok(
    user === "<token>" ? { kind: "identity", token: secret, from } : { kind: "basic", user, password: secret, from }
  );
}
function fromGitlab({ env, secrets }, registry) {
  const [host, user] = [env["CI_REGISTRY"], env["CI_REGISTRY_USER"]];
  const password = secrets.get("CI_REGISTRY_PASSWORD") ?? env["CI_REGISTRY_PASSWORD"];
  if (env["GITLAB_CI"] !== "true" || host === void 0 || host.toLowerCase() !== registry) return void 0;
  return user && password ? { kind: "basic", user, password, from: "CI_REGISTRY_PASSWORD" } : void 0;
}
function fromGithub2({ env, secrets }, registry) {
  const password = secrets.get("GITHUB_TOKEN") ?? env["GITHUB_TOKEN"];
  if (env["GITHUB_ACTIONS"] !== "true" || registry !== "ghcr.io" || !password) return void 0;
  return { kind: "basic", user: env["GITHUB_ACTOR"] || "x-access-token", password, from: "GITHUB_TOKEN" };
}
function broken2(tool, path, message) {
  return err({ code: "tool-broken", tool, path, message });
}

// src/run/registries.ts
var GRANT = "registry:";
async function giveRegistries({ world, trusted }, spec2, folder) {
  const known = /* @__PURE__ */ new Map();
  if (trusted) {
    const find2 = credentialsFrom(world);
    for (const grant of spec2.grants) {
      if (!grant.startsWith(GRANT)) continue;
      const registry = grant.slice(GRANT.length);
      const found = await find2(registry);
      if (!found.ok) return found;
      if (found.value !== void 0) known.set(registry, found.value);
    }
  }
  const made = world.files.makeFolder(folder, 448);
  if (!made.ok) return made;
  const text2 = spec2.grants.includes("engine") ? withEngineSettings(world, folder, writeDockerConfig(known)) : writeDockerConfig(known);
  const written = world.files.writeText(`${folder}/config.json`, text2, 384);
  if (!written.ok) return written;
  return ok([...known.values()].flatMap((credential) => [...secretsOf(credential), ...shownAs(credential)]));
}
function shownAs(credential) {
  if (credential.kind !== "basic") return [];
  return [Buffer.from(`${credential.user}:${credential.password}`).toString("base64")];
}
function withEngineSettings({ files, env, home }, folder, text2) {
  const own2 = env["DOCKER_CONFIG"] || `${home}/.docker`;
  for (const name of ["contexts", "cli-plugins"]) {
    if (files.kind(`${own2}/${name}`) === "folder") files.link(`${own2}/${name}`, `${folder}/${name}`);
  }
  const config = files.readText(`${own2}/config.json`, CONFIG_FILE_LIMIT);
  const context = config.ok ? contextIn(config.value ?? "") : void 0;
  return context === void 0 ? text2 : JSON.stringify({ ...JSON.parse(text2), currentContext: context });
}
function contextIn(text2) {
  try {
    const value = JSON.parse(text2);
    if (typeof value !== "object" || value === null || !("currentContext" in value)) return void 0;
    return typeof value.currentContext === "string" ? value.currentContext : void 0;
  } catch {
    return void 0;
  }
}

// src/run/told-failure.ts
var LIMIT9 = 64 * 1024;
var NOT_TOLD = /* @__PURE__ */ new Set(["bug", "interrupted"]);
var STATUSES = /* @__PURE__ */ new Set([1, 2, 3, 4, 5]);
function toldFailure(files, path) {
  const text2 = files.readText(path, LIMIT9);
  if (!text2.ok || text2.value === void 0) return void 0;
  try {
    const value = JSON.parse(text2.value);
    if (typeof value !== "object" || value === null || !("code" in value)) return void 0;
    const { code: code2 } = value;
    if (typeof code2 !== "string" || !Object.hasOwn(FAILURES, code2) || NOT_TOLD.has(code2)) return void 0;
    const failure2 = value;
    return explain(failure2).message.includes("undefined") || !STATUSES.has(exitOf(failure2)) ? void 0 : failure2;
  } catch {
    return void 0;
  }
}

// src/run/commands.ts
var LOG_LIMIT = 64 * 1024 * 1024;
var NOTHING = { facts: {}, summary: "", remarks: [] };
async function runCommands(stage, task) {
  const { spec: spec2 } = task.planned;
  const { files } = stage.world;
  const log = logOf(spec2);
  const failed2 = (failure2, report = NOTHING) => ({ state: "failed", report, failure: failure2, log });
  const folders = makeFolders2(stage, spec2);
  if (!folders.ok) return failed2(folders.failure);
  const registries = asksRegistries(spec2) ? await giveRegistries(stage, spec2, folders.value.docker) : ok([]);
  if (!registries.ok) return failed2(registries.failure);
  if (spec2.account !== void 0) {
    const told = files.writeText(`${stage.workspace}/${spec2.account}`, canonicalJson(task.account()));
    if (!told.ok) return failed2(told.failure);
  }
  const file = files.log(`${stage.workspace}/${log}`, LOG_LIMIT);
  if (!file.ok) return failed2(file.failure);
  const { world, granted: granted2, trusted, bins } = stage;
  const env = environmentOf2(spec2, world, granted2, trusted, folders.value, bins, stage.stores);
  const output = makeOutput(stage, task, file.value, registries.value);
  try {
    const until = stage.world.clock.now() + spec2.limit;
    for (const command of spec2.commands) {
      const limit = Math.max(1, until - stage.world.clock.now());
      const told = `${folders.value.tmp}/failure.json`;
      const self = command.tool === "sealsmith";
      if (self) files.remove(told);
      const own2 = self ? { [FAILURE_VARIABLE]: told } : {};
      const outcome = await run(stage, task, command, { ...env, ...own2 }, limit, output);
      if (outcome.kind === "aborted") return { state: "cancelled", report: NOTHING, log };
      const ended3 = failureOf2(outcome, spec2, command, log);
      const heard = self && ended3?.code === "command-failed" ? toldFailure(files, told) : void 0;
      const failure2 = heard ?? ended3;
      if (failure2 !== void 0) {
        output.end();
        const report2 = await finish5(stage, task, output.tail.text(), false);
        const hints = networkHints(task.planned, output.tail.text());
        if (!report2.ok) return failed2(report2.failure, { ...NOTHING, remarks: hints });
        return failed2(failure2, { ...report2.value, remarks: [...report2.value.remarks, ...hints] });
      }
    }
    output.end();
    const missing = spec2.outputs.find((path) => files.kind(`${stage.workspace}/${path}`) === void 0);
    if (missing !== void 0) return failed2({ code: "output-missing", job: spec2.id, path: missing });
    const report = await finish5(stage, task, output.tail.text(), true);
    return report.ok ? { state: "done", report: report.value, log } : failed2(report.failure);
  } finally {
    output.end();
    file.value.close();
    files.remove(folderOf(stage, spec2));
  }
}
async function finish5(stage, task, tail, succeeded) {
  if (task.job.finish === void 0) return ok(NOTHING);
  const { workspace, world } = stage;
  const read4 = await task.job.finish({ workspace, files: world.files, succeeded, tail });
  return read4.ok ? ok(withoutSecrets(read4.value, stage, task)) : read4;
}
function folderOf(stage, spec2) {
  return `${stage.temporary}/${encodeURIComponent(spec2.id)}`;
}
function makeFolders2(stage, spec2) {
  const { files } = stage.world;
  const folder = folderOf(stage, spec2);
  const folders = {
    home: `${folder}/home`,
    tmp: `${folder}/tmp`,
    bin: `${folder}/bin`,
    docker: `${folder}/docker`
  };
  for (const path of Object.values(folders)) {
    const made = files.makeFolder(path, 448);
    if (!made.ok) return made;
  }
  for (const store of spec2.stores) {
    const made = files.makeFolder(`${stage.stores}/${store.name}`, 448);
    if (!made.ok) return made;
  }
  for (const tool of spec2.tools) {
    if (tool.from !== "machine") continue;
    const linked = files.link(tool.path, `${folders.bin}/${tool.name}`);
    if (!linked.ok) return linked;
  }
  return ok(folders);
}
async function run(stage, task, command, env, limit, output) {
  const { spec: spec2 } = task.planned;
  const { world, workspace } = stage;
  const program3 = programOf3(stage, spec2, command);
  return world.processes.run({
    ...program3,
    cwd: command.cwd === void 0 ? workspace : `${workspace}/${command.cwd}`,
    env,
    network: spec2.grants.includes("network"),
    engine: spec2.grants.includes("engine"),
    limit,
    abort: task.abort,
    onOutput: output.write
  });
}
function programOf3(stage, spec2, command) {
  const { self } = stage.world;
  const tool = spec2.tools.find((known) => known.name === command.tool);
  if (tool === void 0) throw new Error(`${spec2.id} runs ${command.tool}, which is none of its tools`);
  switch (tool.from) {
    case "self":
      return { program: self.node, args: [self.entry, ...command.args] };
    case "project":
      return { program: `${stage.workspace}/${tool.path}`, args: command.args };
    case "machine":
      return { program: tool.path, args: command.args };
  }
}
function failureOf2(outcome, spec2, command, log) {
  const said5 = { job: spec2.id, command: commandSaid(command), log };
  switch (outcome.kind) {
    case "exited":
      return outcome.exit === 0 ? void 0 : { code: "command-failed", ...said5, exit: outcome.exit };
    case "killed":
      return { code: "command-killed", ...said5, signal: outcome.signal };
    case "timeout":
      return { code: "command-timeout", ...said5, limit: spec2.limit };
    case "not-started":
      return { code: "system", doing: `start ${command.tool} for`, path: spec2.id, errno: outcome.errno };
    case "aborted":
      return void 0;
  }
}

// src/run/compare.ts
function differingFiles(before2, now) {
  if (before2.sha256 === now.sha256) return { equal: true, differs: [] };
  const earlier = new Map(before2.files.map((file) => [file.path, file]));
  const paths = new Set([...before2.files, ...now.files].map((file) => file.path));
  const later = new Map(now.files.map((file) => [file.path, file]));
  const differs = [...paths].filter((path) => {
    const [one, other] = [earlier.get(path), later.get(path)];
    return one?.sha256 !== other?.sha256 || one?.mode !== other?.mode;
  });
  return { equal: false, differs: differs.toSorted() };
}

// src/run/own-folder.ts
function ownFolder(files, workspace, name) {
  const path = `${workspace}/${OURS}/${name}`;
  const kind = files.kind(path);
  if (kind !== void 0 && kind !== "folder") files.remove(path);
  return path;
}

// src/run/outputs.ts
async function setAside(world, workspace, spec2) {
  const { files } = world;
  for (const path of spec2.outputs) {
    if (isBelow(path, OURS)) continue;
    const { place: place3, below: below3 } = placeOf6(files, workspace, path);
    if (below3 === void 0) return err({ code: "output-outside", job: spec2.id, path, place: place3 });
    const tracked = await world.git.tracked(workspace, below3);
    if (tracked === true) return err({ code: "output-tracked", job: spec2.id, path });
    const refusal = tracked === void 0 ? await world.git.refusal(workspace) : void 0;
    if (refusal !== void 0) return err(refusal);
  }
  ownFolder(files, workspace, "aside");
  const folder = asideOf(workspace, spec2);
  for (const path of [folder, ...spec2.scratch.map((below3) => `${workspace}/${below3}`)]) {
    const emptied = files.remove(path);
    if (!emptied.ok) return emptied;
  }
  const moved = /* @__PURE__ */ new Map();
  for (const [index, path] of spec2.outputs.entries()) {
    const done = setOneAside(files, workspace, path, `${folder}/${index}`, moved);
    if (done.ok) continue;
    for (const [before2, one] of moved) putBack(files, workspace, before2, one);
    return done;
  }
  for (const path of spec2.scratch) {
    const made = files.makeFolder(`${workspace}/${path}`);
    if (!made.ok) return made;
  }
  return ok(moved);
}
function placeOf6(files, workspace, path) {
  let above = dirname(`${workspace}/${path}`);
  while (above !== workspace && files.kind(above) === void 0) above = dirname(above);
  const rest = `${workspace}/${path}`.slice(above.length);
  const root = files.realPath(workspace) ?? workspace;
  const real = above === workspace ? root : files.realPath(above);
  const place3 = `${real ?? above}${rest}`;
  return {
    place: place3,
    below: real !== void 0 && isBelow(real, root) ? place3.slice(root.length + 1) : void 0
  };
}
function setOneAside(files, workspace, path, aside, moved) {
  const from = `${workspace}/${path}`;
  const above = files.makeFolder(dirname(from));
  if (!above.ok) return above;
  const ours = isBelow(path, OURS) || files.kind(claimOf(workspace, path)) !== void 0;
  if (files.kind(from) !== void 0) {
    const kept = ours ? aside : free(files, `${workspace}/${OURS}/replaced/${path}`);
    const ready = files.makeFolder(dirname(kept));
    if (!ready.ok) return ready;
    const renamed = files.rename(from, kept);
    if (!renamed.ok) return renamed;
    moved.set(path, { kept, ours });
  }
  const claimed = ours ? ok(void 0) : files.writeText(claimOf(workspace, path), `${path}
`);
  if (!claimed.ok) return claimed;
  return prepareScratch(files, path, from);
}
function putBack(files, workspace, path, { kept, ours }) {
  const place3 = `${workspace}/${path}`;
  if (!files.remove(place3).ok || !files.rename(kept, place3).ok) return false;
  if (!ours) files.remove(claimOf(workspace, path));
  return true;
}
function settle(files, workspace, spec2, aside, succeeded) {
  const remarks2 = [];
  if (succeeded) for (const path of spec2.scratch) files.remove(`${workspace}/${path}`);
  for (const [path, one] of aside) {
    const { kept, ours } = one;
    if (!succeeded && spec2.cache === "store" && putBack(files, workspace, path, one)) continue;
    if (ours) files.remove(kept);
    else {
      const where = kept.slice(workspace.length + 1);
      remarks2.push(`${path} was there before and not ours; it was moved to ${where}`);
    }
  }
  if (aside.size > 0) files.remove(asideOf(workspace, spec2));
  return remarks2;
}
function asideOf(workspace, spec2) {
  return `${workspace}/${OURS}/aside/${encodeURIComponent(spec2.id)}`;
}
function claimOf(workspace, path) {
  return `${workspace}/${OURS}/owned/${hash("sha256", path)}`;
}
function free(files, path) {
  let name = path;
  for (let count3 = 2; files.kind(name) !== void 0; count3 += 1) name = `${path}.${count3}`;
  return name;
}
function prepareScratch(files, path, place3) {
  return isBelow(path, `${OURS}/work`) ? files.makeFolder(place3) : ok(void 0);
}
var CACHES = /(^|\/)__pycache__\/|(^|\/)node_modules\/\.(cache|vite|vite-temp)\//;
async function digestOutputs(files, workspace, paths) {
  const digests2 = [];
  for (const path of paths) {
    const found = await files.digestAll(workspace, [path]);
    if (!found.ok) return found;
    digests2.push({ path, sha256: digestOfEntries(found.value) });
  }
  return ok(digests2);
}
function digestOfTree(path, tree2) {
  return digestOfEntries(
    tree2.map((entry2) => ({ ...entry2, path: entry2.path === "" ? path : `${path}/${entry2.path}` }))
  );
}
function digestOfEntries(tree2) {
  const entries = tree2.map((entry2) => ({ ...entry2, path: keyText(entry2.path) })).filter((entry2) => !CACHES.test(entry2.path)).toSorted((a, b) => a.path < b.path ? -1 : 1);
  return inputsDigest(entries);
}

// src/run/schedule.ts
function weights(jobs, durations) {
  const behind2 = /* @__PURE__ */ new Map();
  for (const job of jobs.toReversed()) {
    const followers = jobs.filter((other) => other.after.includes(job.spec.id));
    const longest = Math.max(0, ...followers.map((other) => behind2.get(other.spec.id) ?? 0));
    behind2.set(job.spec.id, longest + Math.max(1, durations.get(job.spec.id) ?? 1));
  }
  return behind2;
}
function criticalPath2(jobs, took) {
  const chain = /* @__PURE__ */ new Map();
  let last;
  for (const job of jobs) {
    const own2 = took.get(job.spec.id);
    if (own2 === void 0) continue;
    const before2 = job.after.filter((id) => chain.has(id)).toSorted((a, b) => (chain.get(b)?.length ?? 0) - (chain.get(a)?.length ?? 0))[0];
    const length = own2 + (before2 === void 0 ? 0 : chain.get(before2)?.length ?? 0);
    chain.set(job.spec.id, { length, before: before2 });
    if (last === void 0 || length > (chain.get(last)?.length ?? 0)) last = job.spec.id;
  }
  const path = [];
  for (let at3 = last; at3 !== void 0; at3 = chain.get(at3)?.before) path.unshift(at3);
  return path;
}

// src/run/record.ts
function makeRecord({
  plan: plan2,
  jobs,
  failures: failures2,
  version,
  started: started2,
  ended: ended3,
  cache,
  inherited,
  recomputed
}) {
  const { context, machine, project } = plan2;
  const facts = { ...inherited.facts, ...mergedFacts(plan2, new Map(jobs.map((job) => [job.how.id, job]))) };
  const took = new Map(
    jobs.filter((job) => job.how.state !== "cancelled").map((job) => [job.when.id, job.when.milliseconds])
  );
  return {
    schema: RECORD_SCHEMA,
    what: {
      source: {
        commit: context.git?.commit ?? context.commit,
        dirty: context.dirty,
        path: context.git?.prefix ?? ""
      },
      ...plan2.config === void 0 ? {} : { config: plan2.config },
      platform: { os: machine.os, arch: machine.arch, libc: machine.libc },
      jobs: jobs.flatMap((job) => job.what ?? []),
      facts,
      artifacts: artifactsOf(facts)
    },
    how: {
      project: project.name,
      toolchain: project.toolchain,
      sealsmith: version,
      host: context.host,
      tier: context.tier,
      tierReason: context.tierReason,
      repository: context.repository,
      ref: context.ref,
      trigger: context.trigger,
      runUrl: context.runUrl,
      ...context.image === void 0 ? {} : { image: context.image },
      jobs: jobs.map((job) => job.how),
      skips: plan2.skips,
      path: criticalPath2(plan2.jobs, took),
      exit: worstExit(failures2),
      standing: { ...inherited.standing, ...standing(plan2, jobs) },
      cache,
      ...recomputed === void 0 ? {} : { recomputed }
    },
    // A clock may be set back while a run goes on.
    when: { started: started2, milliseconds: Math.max(0, ended3 - started2), jobs: jobs.map((job) => job.when) },
    parents: inherited.parents
  };
}
function standing(plan2, jobs) {
  return Object.fromEntries(
    plan2.jobs.flatMap(({ spec: spec2 }) => {
      const job = jobs.find((record) => record.how.id === spec2.id);
      return spec2.gives.filter((fact) => job?.facts[fact] !== void 0).map((fact) => [fact, job?.how.outputs ?? []]);
    })
  );
}
function artifactsOf(facts) {
  return [
    ...facts.binary?.evidence ?? [],
    ...facts.image === void 0 ? [] : [{ path: facts.image.layout, sha256: hexOf(facts.image.digest) }],
    ...facts.sbom?.evidence ?? []
  ];
}
var LATEST = `${OURS}/run.json`;
var RECORD_LIMIT = 64 * 1024 * 1024;
function writeRecord(files, workspace, record) {
  const text2 = canonicalJson(record);
  const digest = textDigest(text2);
  const kept = files.writeText(`${workspace}/${OURS}/runs/${digest}.json`, text2);
  if (!kept.ok) return kept;
  const latest = files.writeText(`${workspace}/${LATEST}`, text2);
  return latest.ok ? ok(digest) : latest;
}
function lastDurations(world, workspace) {
  const text2 = world.files.readText(`${workspace}/${LATEST}`, RECORD_LIMIT);
  const jobs = text2.ok && text2.value !== void 0 ? timesIn(text2.value) : [];
  return new Map(
    jobs.flatMap(
      ({ id, milliseconds }) => typeof id === "string" && typeof milliseconds === "number" && milliseconds > 0 ? [[id, milliseconds]] : []
    )
  );
}
function timesIn(text2) {
  try {
    const record = JSON.parse(text2);
    const jobs = record?.when?.jobs;
    return Array.isArray(jobs) ? jobs.filter((job) => typeof job === "object" && job !== null) : [];
  } catch {
    return [];
  }
}

// src/run/parent.ts
async function inherit(world, workspace, wanted, handoff) {
  if (wanted.length === 0 && handoff.named.length === 0) return ok({ facts: {}, standing: {}, parents: [] });
  const { named: named2 } = handoff;
  const guarded = wanted.find(({ account }) => account);
  if (named2.length === 0 && guarded !== void 0 && handoff.context.host !== "local")
    return err({ code: "record-refused", why: "unnamed", wantedBy: guarded.job });
  const source2 = named2.length === 0 ? await fromLatest(world.files, workspace) : await fromNamed(world.files, workspace, handoff, guarded !== void 0);
  if (!source2.ok) return source2;
  const pushed = source2.value.of("pushed") !== void 0;
  const facts = {};
  const standing2 = {};
  for (const { fact, job, ifKnown, account } of wanted) {
    const known = source2.value.of(fact);
    if (known === void 0 && ifKnown === true) continue;
    if (known === void 0) return err({ code: "fact-missing", fact, wantedBy: job });
    const touched = touchedBy({ fact, job, account, pushed });
    const changed = await changedFile(world.files, workspace, known, touched);
    if (changed !== void 0) return err({ code: "fact-stale", fact, file: changed });
    if (known.left === void 0) return err({ code: "fact-stale", fact, file: LATEST });
    Object.assign(facts, { [fact]: known.value });
    standing2[fact] = known.left;
  }
  return ok({ facts, standing: standing2, parents: source2.value.parents });
}
async function fromLatest(files, workspace) {
  const { readRecord } = await import("./run-read-record.js");
  const stored = readRecord(files, `${workspace}/${LATEST}`);
  if (!stored.ok) return stored;
  const { value } = stored;
  return ok({
    parents: value === void 0 ? [] : [value.digest],
    of: (fact) => value === void 0 ? void 0 : knownBy(value.record, fact)
  });
}
async function fromNamed(files, workspace, { named: named2, context }, guarded) {
  const { withAncestors } = await import("./run-ancestry.js");
  const found = withAncestors(files, workspace, named2);
  if (!found.ok) return found;
  const refused3 = found.value.flatMap(
    (one) => whyRefused(one, context, { guarded, named: named2.includes(one.digest) })
  );
  if (refused3[0] !== void 0) return err(refused3[0]);
  const known = /* @__PURE__ */ new Map();
  for (const by of found.value) {
    for (const fact of Object.keys(by.record.what.facts)) {
      const next = knownBy(by.record, fact);
      const before2 = known.get(fact);
      if (next === void 0) continue;
      const equal = before2 !== void 0 && canonicalJson(before2.value) === canonicalJson(next.value);
      if (before2 !== void 0 && !equal && !by.before.has(before2.by.digest)) {
        const digests2 = [before2.by.digest, by.digest];
        return err({ code: "record-refused", why: "conflict", fact, digests: digests2 });
      }
      if (!equal || before2?.left === void 0) known.set(fact, { ...next, by });
    }
  }
  return ok({ parents: named2, of: (fact) => known.get(fact) });
}
function whyRefused({ record, digest }, { commit, dirty }, { guarded, named: named2 }) {
  const found = record.what.source.commit;
  if (found !== commit)
    return [{ code: "record-refused", why: "other-commit", digest, found, wanted: commit }];
  if (!guarded) return [];
  const { exit } = record.how;
  if (named2 && exit !== 0) return [{ code: "record-refused", why: "failed", digest, exit }];
  return record.what.source.dirty && !dirty ? [{ code: "record-refused", why: "dirty", digest }] : [];
}
function knownBy({ what, how }, fact) {
  const value = what.facts[fact];
  return value === void 0 ? void 0 : { value, left: how.standing[fact] };
}
async function changedEvidence(files, workspace, facts, {
  id,
  needs,
  account
}) {
  for (const fact of needs) {
    const value = facts[fact];
    if (value === void 0) continue;
    const pushed = facts.pushed !== void 0;
    const touched = touchedBy({ fact, job: id, account: account !== void 0, pushed });
    const file = await changedFile(files, workspace, { value, left: [] }, touched);
    if (file !== void 0) return { fact, file };
  }
  return void 0;
}
function touchedBy(asked) {
  const { fact, job, account, pushed } = asked;
  if (!account) return { evidence: true, outputs: true };
  if (fact === "deps" || fact === "junit") return { evidence: false, outputs: false };
  const image = fact === "image" && (job === "push" || !pushed);
  return { evidence: fact !== "image" || image, outputs: image };
}
async function changedFile(files, workspace, { value, left = [] }, touched) {
  for (const file of value.evidence) {
    if (workspacePath(file.path) === void 0) return file.path;
    const path = `${workspace}/${file.path}`;
    const kind = files.kind(path);
    if (kind === void 0 && !touched.evidence) continue;
    const now = kind === "file" ? await files.digest(path) : void 0;
    if (now?.ok !== true || now.value.sha256 !== file.sha256) return file.path;
  }
  for (const output of left) {
    if (workspacePath(output.path) === void 0) return output.path;
    if (!touched.outputs && files.kind(`${workspace}/${output.path}`) === void 0) continue;
    const now = await digestOutputs(files, workspace, [output.path]);
    if (!now.ok || now.value[0]?.sha256 !== output.sha256) return output.path;
  }
  return void 0;
}

// src/cache/staged.ts
var LOG = "log";
function stagedOutput(staging, index) {
  return `${staging}/output-${index}`;
}
function stagedLog(staging) {
  return `${staging}/${LOG}`;
}

// src/run/restore.ts
async function restore(stage, task, key) {
  const { spec: spec2 } = task.planned;
  const { files } = stage.world;
  const staging = `${ownFolder(files, stage.workspace, "restore")}/${encodeURIComponent(spec2.id)}`;
  files.remove(staging);
  const taken = await stage.cache.takeResult(spec2, key, staging);
  if (taken === void 0) return { restored: void 0, notes: [] };
  const { result, note } = taken;
  if (result === void 0) return { restored: void 0, notes: [note] };
  const misplaced = placeAll(stage, task, staging);
  files.remove(staging);
  if (misplaced !== void 0) {
    const reason = note.reason ?? { code: "target-error", detail: misplaced };
    return { restored: void 0, notes: [{ ...note, outcome: "missed", reason }] };
  }
  const log = logOf(spec2);
  replay(stage, task, clearLog(stage, task, log));
  const outputs = spec2.outputs.map((path, index) => ({
    path,
    sha256: digestOfTree(path, result.trees[index] ?? [])
  }));
  const report = withoutSecrets(result.report, stage, task);
  return { restored: { report, outputs, log }, notes: [note] };
}
function placeAll({ workspace, world: { files } }, { planned: planned2 }, staging) {
  const { spec: spec2 } = planned2;
  const moves = [
    ...spec2.outputs.map((path, index) => ({ path: `${path}`, from: stagedOutput(staging, index) })),
    { path: logOf(spec2), from: stagedLog(staging) }
  ];
  for (const { path, from } of moves) {
    const place3 = `${workspace}/${path}`;
    const ready = files.makeFolder(dirname(place3));
    const put2 = ready.ok && files.remove(place3).ok && files.rename(from, place3).ok;
    if (put2) continue;
    for (const { path: other } of moves) {
      files.remove(`${workspace}/${other}`);
      if (isBelow(other, `${OURS}/work`)) files.makeFolder(`${workspace}/${other}`);
    }
    return path;
  }
  return void 0;
}
var LOG_LIMIT2 = 65 * 1024 * 1024;
var REPLAY_LIMIT = 4 * 1024 * 1024;
var NOT_RUN = "(restored, not run; this is what it printed then)";
function clearLog(stage, task, log) {
  const { files } = stage.world;
  const path = `${stage.workspace}/${log}`;
  const text2 = files.readText(path, LOG_LIMIT2);
  if (!text2.ok || text2.value === void 0) return "";
  const clear = textWithoutSecrets(text2.value, stage, task);
  if (clear === text2.value || files.writeText(path, clear).ok) return clear;
  files.remove(path);
  return "";
}
function replay({ emit }, { planned: planned2 }, text2) {
  if (text2 === "" || text2.length > REPLAY_LIMIT) return;
  const said5 = `${NOT_RUN}
${text2}`;
  emit({ kind: "job-output", job: planned2.spec.id, chunk: Buffer.from(said5) });
}

// src/run/job.ts
var NOTHING2 = { facts: {}, summary: "", remarks: [] };
async function runJob(stage, task) {
  const { clock } = stage.world;
  const started2 = clock.now();
  stage.emit({ kind: "job-started", job: task.planned.spec.id, at: started2 });
  const ending = await work(stage, task);
  const record = recordOf(task, ending, started2, clock.now());
  stage.emit({ kind: "job-finished", record, at: clock.now() });
  return record;
}
async function work(stage, task) {
  const { spec: spec2 } = task.planned;
  const found = await identify(stage, task.planned, task.facts, task.before);
  if (!found.ok) return { state: "failed", report: NOTHING2, failure: found.failure };
  const identity2 = found.value;
  const earlier = stage.stamps.last(spec2);
  if (stage.believe && spec2.cache !== "never") {
    const stamp = stage.stamps.holds(spec2, identity2.key, givenTo(stage, task));
    if (stamp !== void 0)
      return { state: "fresh", report: stamp.report, outputs: stamp.digests, identity: identity2 };
  }
  const again = earlier === void 0 || !stage.believe ? void 0 : await whyRunAgain(stage, task, identity2, earlier);
  stage.digests.disturb();
  (await stage.keys()).keep(identity2.key, identity2.parts);
  const aside = await setAside(stage.world, stage.workspace, spec2);
  if (!aside.ok) return { state: "failed", report: NOTHING2, identity: identity2, failure: aside.failure };
  const settled = (ending) => {
    const remarks2 = settle(stage.world.files, stage.workspace, spec2, aside.value, hasPassed(ending.state));
    return { ...ending, report: { ...ending.report, remarks: [...ending.report.remarks, ...remarks2] } };
  };
  const { restored: restored2, notes } = isWhole(stage, task, identity2) ? await restore(stage, task, identity2.key) : { restored: void 0, notes: [] };
  if (restored2 !== void 0) {
    const ending = { state: "restored", ...restored2, identity: identity2, cache: notes };
    return settled(remembered(stage, task, ending, identity2));
  }
  const made = settled(await make(stage, task, identity2, earlier, notes));
  return again === void 0 ? made : { ...made, again };
}
async function whyRunAgain(stage, task, { parts }, earlier) {
  const given2 = earlier.given === givenTo(stage, task) ? "same" : "changed";
  return whyAgain((await stage.keys()).parts(earlier.key), parts, given2);
}
function isWhole({ envFile }, { planned: planned2 }, { paths }) {
  const { grants } = planned2.spec;
  if (!grants.some((grant) => grant.startsWith("env-file:"))) return true;
  const asked = planned2.explained.some(({ what, origin }) => what === "cache" && origin.from === "config");
  return asked || envFile !== void 0 && paths.includes(envFile);
}
async function make(stage, task, identity2, earlier, asked) {
  const { spec: spec2 } = task.planned;
  const changed = await changedEvidence(stage.world.files, stage.workspace, task.facts, spec2);
  if (changed !== void 0) {
    const failure2 = { code: "fact-stale", ...changed };
    return { state: "failed", report: NOTHING2, identity: identity2, failure: failure2, cache: asked };
  }
  const cache = [...asked, ...await stage.cache.takeStores(spec2, identity2.key)];
  const ran = await runCommands(stage, task);
  stage.cache.ended(spec2, ran.state === "done");
  if (ran.state !== "done") return { ...ran, identity: identity2, cache };
  const outputs = await digestOutputs(stage.world.files, stage.workspace, spec2.outputs);
  if (!outputs.ok) return { ...ran, state: "failed", identity: identity2, failure: outputs.failure, cache };
  return remember(stage, task, { ...ran, outputs: outputs.value, identity: identity2, cache }, identity2, earlier);
}
async function remember(stage, task, ending, identity2, earlier) {
  const { spec: spec2 } = task.planned;
  const { report } = ending;
  const rebuilt = earlier?.key === identity2.key && earlier.report.facts.binary !== void 0 && report.facts.binary !== void 0 ? differingFiles(earlier.report.facts.binary, report.facts.binary) : void 0;
  const done = rebuilt === void 0 ? ending : { ...ending, rebuilt };
  if (spec2.cache === "never") return done;
  const [unmatched] = identity2.unmatched;
  if (unmatched !== void 0) {
    const why = `nothing matches "${unmatched}" of its inputs`;
    return unsure(notKept(stage, task, done, { code: "not-kept", detail: why }), why);
  }
  if (!await sawInputs(stage, task.planned, identity2, task.before)) {
    const changed = notKept(stage, task, done, { code: "inputs-changed", detail: "" });
    return unsure(changed, "inputs changed while it ran");
  }
  if (!isWhole(stage, task, identity2)) {
    const detail = `what ${stage.envFile} says stands in no key: it is none of the inputs`;
    return remembered(stage, task, notKept(stage, task, done, { code: "not-kept", detail }), identity2);
  }
  const kept = await stage.cache.keepResult(spec2, identity2.key, {
    report,
    workspace: stage.workspace,
    log: ending.log ?? "",
    digests: ending.outputs ?? [],
    digestOf: (index, tree2) => digestOfTree(spec2.outputs[index] ?? "", tree2)
  });
  const cache = [...done.cache ?? [], ...kept === void 0 ? [] : [kept]];
  return remembered(stage, task, { ...done, cache }, identity2);
}
function notKept(stage, { planned: planned2 }, ending, why) {
  const note = stage.cache.notKept(planned2.spec, why);
  return note === void 0 ? ending : { ...ending, cache: [...ending.cache ?? [], note] };
}
function remembered(stage, task, ending, identity2) {
  const { report, outputs = [] } = ending;
  const given2 = givenTo(stage, task);
  const saved2 = stage.stamps.save(task.planned.spec, {
    key: identity2.key,
    given: given2,
    report,
    digests: outputs
  });
  return saved2.ok ? ending : unsure(ending, "what was done could not be noted down");
}
function unsure(ending, why) {
  const { report } = ending;
  return {
    ...ending,
    report: { ...report, remarks: [...report.remarks, `${why}; it will run again next time`] }
  };
}
function givenTo(stage, task) {
  return jsonDigest(task.planned.spec.grants.map((grant) => [grant, stage.granted.get(grant) ?? null]));
}
function recordOf(task, ending, started2, now) {
  const { spec: spec2, isolation } = task.planned;
  const { state, report, identity: identity2 } = ending;
  const passed2 = hasPassed(state);
  return {
    what: identity2 === void 0 ? void 0 : {
      id: spec2.id,
      passed: passed2,
      key: identity2.key,
      commands: spec2.commands,
      params: spec2.params,
      env: spec2.env,
      grants: spec2.grants,
      tools: toolNames(spec2),
      inputs: { files: identity2.parts.inputs.length, sha256: identity2.inputs }
    },
    how: {
      id: spec2.id,
      state,
      summary: report.summary,
      remarks: report.remarks,
      isolation,
      outputs: ending.outputs ?? [],
      log: ending.log,
      failure: ending.failure,
      failedTests: report.tests?.failed ?? [],
      slowestTests: report.tests?.slowest ?? [],
      rebuilt: ending.rebuilt,
      cache: ending.cache ?? [],
      again: ending.again
    },
    when: { id: spec2.id, started: started2, milliseconds: Math.max(0, now - started2) },
    facts: passed2 ? report.facts : {}
  };
}

// src/run/stores-folder.ts
function openStoresFolder({ files, state }, { host }) {
  if (host === "local") return ok({ folder: `${state}/stores`, lasting: true, release: () => {
  } });
  const runs = `${state}/runs`;
  removeDead(files, runs);
  const mine = `${runs}/${crypto.randomUUID()}`;
  const lock = files.lock(`${mine}${LOCK2}`);
  if (!lock.ok) return lock;
  const folder = `${mine}/stores`;
  const made = files.makeFolder(folder, 448);
  const release2 = () => {
    files.remove(mine);
    lock.value();
  };
  if (made.ok) return ok({ folder, lasting: false, release: release2 });
  release2();
  return made;
}
var LOCK2 = ".lock";
function removeDead(files, runs) {
  const known = files.list(runs).map(({ name }) => UUID.exec(name)?.[1]);
  for (const id of new Set(known.filter((one) => one !== void 0))) {
    const lock = files.lock(`${runs}/${id}${LOCK2}`);
    if (!lock.ok) continue;
    files.remove(`${runs}/${id}`);
    lock.value();
  }
}
var UUID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.lock)?$/;

// src/run/execute.ts
async function execute(world, planned2, options) {
  const { plan: plan2 } = planned2;
  const { workspace, host, ci } = plan2.context;
  const files = await (options.listed ?? projectFiles(world, workspace));
  if (!files.ok) return files;
  const temporary = world.files.temporary("sealsmith-");
  if (!temporary.ok) return temporary;
  const stores = openStoresFolder(world, plan2.context);
  if (!stores.ok) {
    world.files.remove(temporary.value);
    return stores;
  }
  const cache = new RunCache({
    world,
    plan: plan2,
    settings: options.cache,
    take: !options.force,
    stores: stores.value.folder,
    lasting: stores.value.lasting,
    temporary: temporary.value,
    signal: options.signal,
    emit: options.emit
  });
  const stage = {
    world,
    workspace,
    bins: options.bins.map((bin) => `${workspace}/${bin}`),
    files: files.value,
    owned: ownedBy(planned2),
    temporary: temporary.value,
    granted: options.granted,
    trusted: host === "local" || plan2.context.tier === "T2" || plan2.context.tier === "T3",
    stamps: new FreshStamps(world.files, world.state, workspace),
    digests: new InputDigests(world, plan2.context),
    keys: async () => {
      const { KeptKeys } = await import("./cache-key-parts.js");
      return new KeptKeys(world.files, workspace);
    },
    believe: !options.force && host === "local" && !ci,
    cache,
    epoch: options.cache.epoch,
    envFile: options.envFile,
    stores: stores.value.folder,
    emit: options.emit
  };
  try {
    const jobs = await runAll(stage, planned2, options);
    return ok({ jobs, cache: await cache.finish() });
  } finally {
    stage.digests.save();
    stores.value.release();
    world.files.remove(temporary.value);
    for (const name of ["aside", "restore"]) world.files.remove(`${workspace}/${OURS}/${name}`);
  }
}
async function runAll(stage, planned2, options) {
  const { plan: plan2 } = planned2;
  const order3 = weights(plan2.jobs, options.durations);
  const waiting = new Map(plan2.jobs.map((job) => [job.spec.id, job]));
  const ended3 = /* @__PURE__ */ new Map();
  const running2 = /* @__PURE__ */ new Map();
  const stop = new AbortController();
  const abort = AbortSignal.any([options.signal, stop.signal]);
  const soFar = () => {
    const began = plan2.jobs.flatMap((job) => ended3.get(job.spec.id) ?? []);
    return options.account(began);
  };
  const start2 = (job) => {
    waiting.delete(job.spec.id);
    const known = planned2.jobs.get(job.spec.id);
    if (known === void 0) throw new Error(`no job ${job.spec.id}`);
    const facts = { ...options.facts, ...mergedFacts(plan2, ended3) };
    const outputs = outputsBefore(job, planned2);
    const work2 = runJob(stage, {
      ...{ planned: job, job: known, facts, before: outputs },
      ...{ abort, account: soFar }
    }).then((record) => {
      ended3.set(job.spec.id, record);
      running2.delete(job.spec.id);
      if (record.how.state === "failed" && !options.keepGoing) stop.abort("failure");
    });
    running2.set(job.spec.id, work2);
  };
  for (; ; ) {
    if (!abort.aborted) {
      const ready = [...waiting.values()].filter((job) => job.after.every((id) => passed(ended3.get(id)))).toSorted((a, b) => (order3.get(b.spec.id) ?? 0) - (order3.get(a.spec.id) ?? 0));
      for (const job of ready.slice(0, Math.max(0, options.jobs - running2.size))) start2(job);
    }
    if (running2.size === 0) break;
    try {
      await Promise.race(running2.values());
    } catch (bug2) {
      stop.abort("bug");
      await Promise.allSettled(running2.values());
      throw bug2;
    }
  }
  if (!abort.aborted) expectReason([...waiting.values()], plan2, ended3);
  const now = stage.world.clock.now();
  return plan2.jobs.map((job) => ended3.get(job.spec.id) ?? neverBegan(job, now));
}
function expectReason(left, plan2, ended3) {
  const stuck = left.find(
    (job) => !ancestors(job, plan2).some((id) => ended3.has(id) && !passed(ended3.get(id)))
  );
  if (stuck !== void 0) throw new Error(`${stuck.spec.id} waits for itself`);
}
function passed(record) {
  return record !== void 0 && hasPassed(record.how.state);
}
function mergedFacts(plan2, ended3) {
  return Object.assign({}, ...plan2.jobs.map((job) => ended3.get(job.spec.id)?.facts ?? {}));
}
function neverBegan(job, now) {
  return {
    what: void 0,
    how: {
      id: job.spec.id,
      state: "cancelled",
      summary: "",
      remarks: [],
      isolation: job.isolation,
      outputs: [],
      log: void 0,
      failure: void 0,
      failedTests: [],
      slowestTests: [],
      rebuilt: void 0,
      cache: [],
      again: void 0
    },
    when: { id: job.spec.id, started: now, milliseconds: 0 },
    facts: {}
  };
}
function failuresOf(records, signal) {
  const ofJobs = records.flatMap((record) => record.how.failure ?? []);
  if (!signal.aborted) return ofJobs;
  return [...ofJobs, { code: "interrupted", signal: signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" }];
}
function refusalsOf({ jobs, cache }) {
  const notes = [...jobs.flatMap((job) => job.how.cache), ...cache.notes];
  return notes.filter(isRefusal).flatMap(
    ({ entry: entry2, reason }) => reason === void 0 ? [] : [{ code: "cache-refused", entry: entry2, reason: reason.code, detail: reason.detail }]
  );
}

// src/run/handoff.ts
var HANDOFF_PATH = `${OURS}/handoff.env`;
var RECORD_VARIABLE = "SEALSMITH_RECORD_";
var MOST_NAMED = 100;
function namedRecords(values) {
  const named2 = /* @__PURE__ */ new Set();
  for (const word of values.flatMap((value) => value.split(/[\s,]+/)).filter((text2) => text2 !== "")) {
    const hex = word.replace(/^sha256:/, "");
    if (!isSha256(hex))
      return err({
        code: "usage",
        message: `--record takes the digest of a record, sha256:…, not "${word}"`
      });
    named2.add(hex);
  }
  if (named2.size > MOST_NAMED)
    return err({ code: "usage", message: `--record: more than ${MOST_NAMED} records` });
  return ok([...named2]);
}
function recordsIn(env) {
  const values = Object.entries(env).flatMap(
    ([name, value]) => name.startsWith(RECORD_VARIABLE) && value !== void 0 ? [value] : []
  );
  return namedRecords(values);
}
function unnamedRemark(host, named2, wanted) {
  const [first] = wanted;
  if (host === "local" || named2.length > 0 || first === void 0) return void 0;
  return `${first.job} takes what ${LATEST} says, which nobody named: --record says by digest which run counts`;
}
function recordVariable(steps2) {
  const name = steps2.length === 0 ? ["run"] : steps2;
  return `${RECORD_VARIABLE}${name.join("_").replaceAll("-", "_").toUpperCase()}`;
}
function handoffText(record, digest, steps2) {
  const { image, pushed } = record.what.facts;
  const name = pushed === void 0 ? void 0 : parseImageName(pushed.name);
  const lines2 = [
    `${recordVariable(steps2)}=sha256:${digest}`,
    ...image === void 0 ? [] : [`SEALSMITH_IMAGE_DIGEST=${image.digest}`],
    ...pushed === void 0 || name === void 0 ? [] : [`SEALSMITH_IMAGE_PUSHED=${printImageName({ ...name, tag: void 0, digest: pushed.digest })}`]
  ];
  return `${lines2.join("\n")}
`;
}
function handoffPaths(spec2) {
  const outputs = spec2.gives.includes("deps") ? [] : spec2.outputs;
  return [`${OURS}/run.json`, `${OURS}/runs`, ...outputs].toSorted();
}

// src/cli/run.ts
async function run2(session2, steps2, flags) {
  const { world, workspace } = session2;
  const reporter = await openReporter(session2);
  const failed2 = async (failure2) => {
    reporter.failed(failure2);
    await reporter.close();
    return worstExit([failure2]);
  };
  const early = flags.dryRun !== true && world.files.kind(`${workspace}/${OURS}`) === "folder";
  let alone = early ? aloneIn(session2) : void 0;
  if (alone?.ok === false) return failed2(alone.failure);
  const bare = flags.bare === true;
  const listed2 = early && !bare ? projectFiles(world, workspace) : void 0;
  try {
    const ground = await groundOf(session2, steps2, flags);
    if (!ground.ok) return await failed2(ground.failure);
    const found = ground.value.prepared;
    const planned2 = makePlan({ ...found.input, wish: { steps: steps2, only: flags.only === true, bare } });
    if (!planned2.ok) return await failed2(planned2.failure);
    if (flags.dryRun === true) {
      await reporter.close();
      const { plan: plan2 } = planned2.value;
      const cache = (await loadCacheForPlan())(world, plan2.context, found.cache);
      session2.say(planText(plan2, flags.jobs ?? world.machine.cores, session2.look, cache));
      session2.say(refusalLines(found.refused, session2.look));
      if (session2.flags.json === true) session2.json(planned2.value.plan);
      return 0;
    }
    alone ??= aloneIn(session2);
    if (!alone.ok) return await failed2(alone.failure);
    return await runPlan(ground.value, planned2.value, steps2, flags, reporter, listed2);
  } finally {
    await listed2;
    if (alone?.ok === true) alone.value();
  }
}
function aloneIn(session2) {
  const ours = prepareFolder(session2);
  return ours.ok ? session2.world.files.lock(`${session2.workspace}/${OURS}/lock`) : ours;
}
async function groundOf(session2, steps2, flags) {
  if (flags.bare === true) return (await import("./cli-run-bare.js")).bareGround(session2, steps2, flags);
  const found = await prepared(session2);
  return found.ok ? ok({ session: session2, prepared: found.value }) : found;
}
async function runPlan({ session: session2, prepared: { project, config, granted: granted2, refused: refused3, cache }, compare: compare3 }, planned2, steps2, flags, reporter, listed2) {
  const { world, workspace } = session2;
  const { signal } = world.interrupt;
  const failed2 = async (failure2) => {
    reporter.failed(failure2);
    await reporter.close();
    return worstExit([failure2]);
  };
  const named2 = namedFor(session2, flags);
  if (!named2.ok) return failed2(named2.failure);
  const handoff = { named: named2.value, context: planned2.plan.context };
  const inherited = await inherit(world, workspace, planned2.fromRecord, handoff);
  if (!inherited.ok) return failed2(inherited.failure);
  const compared = compare3 === void 0 ? ok(void 0) : await compare3(named2.value, planned2.plan, inherited.value.facts);
  if (!compared.ok) return failed2(compared.failure);
  const started2 = world.clock.now();
  reporter.on({ kind: "run-started", plan: planned2.plan, at: started2 });
  const unnamed = unnamedRemark(session2.host.name, named2.value, planned2.fromRecord);
  for (const text2 of [...refusalRemark(refused3), ...unnamed === void 0 ? [] : [unnamed]])
    reporter.on({ kind: "remark", job: void 0, text: text2 });
  const accountOf = (jobs2, failures3, cacheOf3) => makeRecord({
    ...{ plan: planned2.plan, jobs: jobs2, failures: failures3, cache: cacheOf3, inherited: inherited.value },
    recomputed: compared.value,
    ...{ version: world.self.version, started: started2, ended: world.clock.now() }
  });
  const executed = await execute(world, planned2, {
    jobs: flags.jobs ?? world.machine.cores,
    keepGoing: flags.keepGoing === true,
    force: flags.force === true,
    signal,
    durations: lastDurations(world, workspace),
    facts: inherited.value.facts,
    bins: project.bins,
    cache,
    envFile: config["env-file"] === void 0 ? void 0 : workspacePath(config["env-file"]),
    granted: granted2,
    ...listed2 === void 0 ? {} : { listed: listed2 },
    emit: reporter.on,
    account: (jobs2) => accountOf(jobs2, [], NO_CACHE)
  });
  if (!executed.ok) return failed2(executed.failure);
  const { jobs } = executed.value;
  const failures2 = [
    ...failuresOf(jobs, signal),
    ...flags.strict === true ? refusalsOf(executed.value) : []
  ];
  const record = accountOf(jobs, failures2, executed.value.cache);
  const ended3 = record.when.started + record.when.milliseconds;
  const written = writeRecord(world.files, workspace, record);
  const handed = written.ok ? handOff(session2, record, written.value, steps2) : written;
  const exit = worstExit(handed.ok ? failures2 : [...failures2, handed.failure]);
  if (!handed.ok) {
    const text2 = `the record could not be written: ${explain(handed.failure).message}`;
    reporter.on({ kind: "remark", job: void 0, text: text2 });
  }
  const path = written.ok ? `${OURS}/run.json` : void 0;
  reporter.on({ kind: "run-finished", record: { ...record, how: { ...record.how, exit } }, path, at: ended3 });
  await reporter.close();
  return flags.load === true && exit === 0 ? await load(session2, planned2.plan, record) : exit;
}
function namedFor({ host, world }, { only: only2, record = [] }) {
  if (only2 !== true && record.length > 0)
    return err({ code: "usage", message: "--record goes with --only: without it everything is made anew" });
  if (only2 !== true) return ok([]);
  return record.length === 0 && host.name === "gitlab" ? recordsIn(world.env) : namedRecords(record);
}
function handOff({ world, workspace, host }, record, digest, steps2) {
  if (host.name !== "gitlab") return ok(void 0);
  return world.files.writeText(`${workspace}/${HANDOFF_PATH}`, handoffText(record, digest, steps2));
}
async function load(session2, { context }, record) {
  const { image } = record.what.facts;
  if (image === void 0 || !record.what.jobs.some(({ id }) => id === "containerize")) {
    const message = "--load: this run built no image; run containerize with it";
    return fail(session2, { code: "usage", message });
  }
  const { defaultName, imageLoad } = await import("./cli-image-load.js");
  const tag = context.commit === void 0 || context.dirty ? "dev" : context.commit.slice(0, 12);
  const name = image.name === void 0 ? defaultName(session2.workspace) : `${image.name}:${tag}`;
  return imageLoad(session2, image.layout, { as: name });
}
var NO_CACHE = { store: void 0, notes: [] };
function prepareFolder(session2) {
  const { files } = session2.world;
  const ignore = `${session2.workspace}/${OURS}/.gitignore`;
  return files.kind(ignore) === void 0 ? files.writeText(ignore, "*\n") : files.makeFolder(`${session2.workspace}/${OURS}`);
}
async function openReporter(session2) {
  const { world, terminal, flags, host, look: look2, workspace } = session2;
  const json = flags.json === true;
  const stream2 = json ? terminal.error : terminal.output;
  const view = {
    write: stream2.write,
    terminal: stream2.terminal && flags.verbose !== true,
    color: look2.color,
    verbose: flags.verbose === true,
    quiet: flags.quiet === true,
    columns: stream2.columns,
    rows: stream2.rows,
    every: terminal.every,
    onExit: terminal.onExit,
    token: terminal.token,
    clock: world.clock,
    files: world.files,
    workspace,
    secrets: [...world.secrets.values()]
  };
  const shown = await host.open(view);
  if (!json) return shown;
  const events = new JsonEvents();
  return {
    on(event) {
      terminal.output.write(events.event(event));
      shown.on(event);
    },
    failed(failure2) {
      terminal.output.write(events.failed(failure2));
      shown.failed(failure2);
    },
    close: () => shown.close()
  };
}

// src/cli/usage.ts
function usage(error2, args, root, said5) {
  const failure2 = usageFailure(error2, root);
  const color = false;
  const lines2 = failureText(failure2, exitOf(failure2), { columns: 80, color, marks: "plain" }, false);
  if (args.includes("--json")) said5.output(new JsonEvents().failed(failure2));
  said5.error(`${lines2.join("\n")}
`);
  return exitOf(failure2);
}
function usageFailure(error2, root) {
  const word = /'([^']*)'/.exec(error2.message)?.[1] ?? "";
  const path = called(root);
  const command = path.at(-1) ?? root;
  if (error2.code === "commander.unknownCommand" || error2.code === "commander.help")
    return command === root ? unknownCommand(word, root) : unknownInGroup(word, command);
  if (error2.code === "commander.unknownOption") {
    const flags = [root, ...path].flatMap(({ options }) => options).flatMap((option) => option.long ?? []);
    const where = command === root ? "" : ` of ${nameOf5(command)}`;
    return withNearest(`${word} is not a flag${where}`, word, [...flags, "--help"]);
  }
  const message = error2.message.replace(/^error: /, "").split("\n", 1)[0] ?? error2.message;
  return { code: "usage", message };
}
function called(root) {
  const [name] = root.args;
  const found = root.commands.find((command) => command.name() === name);
  return found === void 0 ? [] : [found, ...called(found)];
}
function unknownCommand(word, root) {
  const commands2 = namesIn2(root);
  if (word === "") return { code: "usage", message: "which command? sealsmith --help lists them" };
  if (STEPS.some((step) => step.name === word))
    return { code: "usage", message: `${word} is a step, not a command`, nearest: `sealsmith run ${word}` };
  const group = root.commands.find((command) => namesIn2(command).includes(word));
  if (group !== void 0) {
    const whole2 = `sealsmith ${group.name()} ${word}`;
    return { code: "usage", message: `"${word}" is a command of ${group.name()}`, nearest: whole2 };
  }
  const message = `"${word}" is not a command; the commands are ${commands2.join(", ")}`;
  const whole = root.commands.flatMap((one) => namesIn2(one).map((name) => [name, one.name()]));
  const inGroup = whole.find(
    ([name]) => name === nearest(
      word,
      whole.map(([known]) => known)
    )
  );
  const failure2 = withNearest(message, word, commands2);
  return failure2.nearest !== void 0 || inGroup === void 0 ? failure2 : { ...failure2, nearest: `sealsmith ${inGroup[1]} ${inGroup[0]}` };
}
function unknownInGroup(word, group) {
  const commands2 = namesIn2(group);
  const listed2 = `the commands of ${nameOf5(group)} are ${commands2.join(", ")}`;
  return word === "" ? { code: "usage", message: `which one? ${listed2}` } : withNearest(
    `"${word}" is not a command of ${nameOf5(group)}; they are ${commands2.join(", ")}`,
    word,
    commands2
  );
}
function namesIn2(command) {
  return command.commands.map((one) => one.name());
}
function nameOf5(command) {
  const { parent: parent2 } = command;
  return parent2 === null || parent2.parent === null ? command.name() : `${nameOf5(parent2)} ${command.name()}`;
}
function withNearest(message, word, words) {
  const close = nearest(word, words);
  return close === void 0 ? { code: "usage", message } : { code: "usage", message, nearest: close };
}

// src/cli/program.ts
async function program2(given2, start2) {
  const args = shellWords(given2);
  let status2 = 0;
  const command = build2(start2, (exit) => {
    status2 = exit;
  });
  try {
    await command.parseAsync([...args], { from: "user" });
  } catch (error2) {
    if (!(error2 instanceof CommanderError)) throw error2;
    if (error2.exitCode === 0) return 0;
    return usage(error2, args, command, start2);
  }
  return status2;
}
function build2(start2, finish6) {
  const root = addFlags(new Command("sealsmith")).description(
    "Takes a repository from source to a tested program, the same way on GitHub, on GitLab and here."
  ).version(VERSION, "--version", "print the version").helpOption("-h, --help", "this help").helpCommand(false).configureHelp({ showGlobalOptions: true }).usage("<command> [steps] [flags]").addHelpText("after", `
${stepsHelp()}
${EXAMPLES}`).exitOverride().configureOutput({ writeOut: start2.output, writeErr: () => {
  }, outputError: () => {
  } });
  const on = (name, summary) => root.command(name).description(summary);
  const session2 = () => {
    const flags = root.opts();
    return start2.session(flags, resolve(flags.cwd ?? "."));
  };
  on("run", "run the steps, or the named ones with what they need").argument("[steps...]", "which steps (default: all that may run unnamed)").option("-j, --jobs <number>", "how many jobs at once (default: one a core)", wholeNumber2).option("-k, --keep-going", "after a failure go on with what does not depend on it").option("--only", "just the named steps; what they need comes from the run before").option(
    "--record <digest>",
    "with --only: the record of a job before that counts, sha256:… (several times: all of them)",
    several
  ).option(
    "--bare",
    "on a forge, with --only: sign and push without a checkout, by the commit and the records"
  ).option("-f, --force", "run even what is up to date").option("--strict", "an entry of the cache that is refused ends the run with 4").option("--load", "hand the image that is built to Docker or podman").option("-n, --dry-run", "say what would run, and stop").action(async (steps2, flags) => {
    finish6(await run2(session2(), steps2, flags));
  });
  on("plan", "show the jobs, commands, inputs, tools and grants; run nothing").argument("[steps...]", "which steps (default: all that may run unnamed)").option("-j, --jobs <number>", "how many jobs at once (default: one a core)", wholeNumber2).option("--only", "just the named steps").option("--mermaid", "as a drawing in Mermaid").action(async (steps2, flags, command) => {
    const other = ["json", "quiet"].find((flag) => root.opts()[flag] === true);
    if (flags.mermaid === true && other !== void 0) {
      command.error(`option '--mermaid' cannot be used with option '--${other}'`);
    }
    finish6(await plan(session2(), steps2, flags));
  });
  on("explain", "say where each value of a step came from").argument("<step>", "which step").action(async (step) => {
    const opened = session2();
    const { explain: explain2 } = await import("./cli-explain.js");
    finish6(await explain2(opened, step));
  });
  addDoctor(root, { session: session2, finish: finish6 });
  on("context", "show what the forge tells this job, with every secret masked").action(async () => {
    const opened = session2();
    const { context } = await import("./cli-context.js");
    finish6(await context(opened));
  });
  on("init", "write a commented sealsmith.yml; never overwrites").action(async () => {
    const opened = session2();
    const { init } = await import("./cli-init.js");
    finish6(await init(opened));
  });
  addCache(root, { session: session2, finish: finish6 });
  addImage(root, { session: session2, finish: finish6 });
  addSbom(root, { session: session2, finish: finish6 });
  addKeys(root, { session: session2, finish: finish6 });
  addSign(root, { session: session2, finish: finish6 }, async (opened) => {
    const found = await prepared(opened);
    if (found.ok) return ok(found.value.signing);
    const { code: code2 } = found.failure;
    return code2 === "nothing-detected" || code2 === "toolchain-ambiguous" ? ok(void 0) : found;
  });
  addVerify(root, { session: session2, finish: finish6 }, async (opened) => {
    const found = await prepared(opened);
    if (!found.ok) return NOTHING_SAID;
    const { verify: verify3, signing } = found.value;
    const services = typeof signing?.services === "object" ? signing.services : void 0;
    return { section: verify3, trustedRoot: services?.["trusted-root"] };
  });
  addDrill(root, { session: session2, finish: finish6 });
  addGenerate(root, { session: session2, finish: finish6 });
  addReproduce(root, { session: session2, finish: finish6 });
  on("completion", 'print a completion script: eval "$(sealsmith completion bash)"').argument("<shell>", "bash", oneOf(["bash"])).action(async () => {
    const { bashCompletion } = await import("./cli-completion.js");
    start2.output(bashCompletion(root));
  });
  return root;
}
function stepsHelp() {
  return ["Steps:", ...STEPS.map((step) => `  ${step.name.padEnd(15)}${step.summary}`)].join("\n");
}
var EXAMPLES = `
Examples:
  sealsmith run                 everything that has to be done here
  sealsmith run test            the tests, and what they need first
  sealsmith run test --only     just the tests
  sealsmith plan                what would run, and with what
  sealsmith explain test        where each value comes from
  sealsmith cache list          what is kept, and who sealed it
  sealsmith image inspect       what was built: digest, layers, largest files

Exit status: 0 done, 1 the project's own command failed, 2 configuration or
usage, 3 policy, 4 integrity, 5 environment, 70 a bug of ours, 130 Ctrl-C,
143 SIGTERM.`;
function wholeNumber2(text2) {
  const value = Number(text2);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("a whole number from 1 was expected.");
  return value;
}
function oneOf(words) {
  return (text2) => {
    const word = words.find((one) => one === text2);
    if (word !== void 0) return word;
    throw new InvalidArgumentError(`expected ${words.join(" or ")}.`);
  };
}

// src/cli/start.ts
async function start(args, entry2, secrets) {
  const terminal = openTerminal();
  try {
    if (args[0] === "internal") {
      const [{ internal }, { inside: inside3 }] = await Promise.all([
        import("./cli-internal.js"),
        import("./system-inside.js")
      ]);
      return await internal(args.slice(1), inside3(entry2));
    }
    return await commandLine(args, entry2, terminal, secrets);
  } catch (error2) {
    return bug(error2, args.includes("--verbose") || args.includes("-v"), terminal);
  }
}
async function refuse(failure2, entry2, secrets) {
  const terminal = openTerminal();
  try {
    const reporter = await openReporter(session({ color: true }, resolve("."), entry2, terminal, secrets));
    reporter.failed(failure2);
    await reporter.close();
    return exitOf(failure2);
  } catch (error2) {
    return bug(error2, false, terminal);
  }
}
async function commandLine(args, entry2, terminal, secrets) {
  const opened = [];
  try {
    return await program2(args, {
      output: terminal.output.write,
      error: terminal.error.write,
      session(flags, workspace) {
        const made = session(flags, workspace, entry2, terminal, secrets);
        opened.push(made);
        return made;
      }
    });
  } finally {
    await Promise.all(opened.map(({ world }) => world.workers.close()));
  }
}
function session(flags, workspace, entry2, terminal, secrets) {
  const taken = secrets === void 0 ? {} : { secrets };
  const world = createWorld({ workspace, entry: entry2, version: VERSION, ...taken });
  return openSession(world, terminal, detectHost(world.env, world.files), flags, workspace);
}
function bug(error2, verbose, terminal) {
  const known = error2 instanceof Error ? error2 : new Error(String(error2));
  const failure2 = { code: "bug", message: known.message, stack: known.stack ?? "" };
  const lines2 = failureText(failure2, exitOf(failure2), { columns: 80, color: false, marks: "plain" }, verbose);
  terminal.error.write(`${lines2.join("\n")}
`);
  return exitOf(failure2);
}

export {
  basename,
  dirname,
  join,
  posix,
  relative,
  resolve,
  CACHE_REASONS,
  missText,
  errnoText,
  FAILURES,
  explain,
  exitOf,
  worstExit,
  visible,
  linesOf,
  outputLine,
  inertForGithub,
  inertForUnknown,
  inertForGitlab,
  RECORD_SCHEMA,
  paint,
  mark,
  markWidth,
  cells,
  cut,
  padEnd,
  padStart,
  wrap,
  clauses,
  duration,
  ago,
  size,
  count,
  isImageDigest,
  imageDigest,
  hexOf,
  shortDigest,
  BUILDER_NAMES,
  parseImageName,
  isRepository,
  isTag,
  isRepositoryPath,
  printImageName,
  pinnedName,
  registryHost,
  isSha256,
  short,
  commandText,
  Ring,
  toldBy,
  jobImage,
  OURS,
  workspacePath,
  isBelow,
  globTest,
  isGlob,
  X509Certificate,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  hash,
  randomBytes,
  randomUUID,
  sign,
  verify,
  availableParallelism,
  tmpdir,
  systemClock,
  nameText,
  kindOf,
  systemDisk,
  setTimeout2 as setTimeout,
  systemFiles,
  findProgram,
  spawn,
  capture,
  isLoopback,
  LOOPBACKS,
  systemHttp,
  startInNamespaces,
  isTree,
  Isolator,
  connect,
  startInGroup,
  systemWorkers,
  TRUST_VARIABLE,
  SIGNATURES_FOLDER,
  ATTESTATIONS_FOLDER,
  toolRequest,
  checkedText,
  strictJson,
  isPlainObject,
  MEDIA,
  MANIFEST_LIMIT,
  CONFIG_LIMIT,
  isIndex,
  isManifest,
  compressionOf,
  readManifest,
  readIndex,
  platformText,
  parsePlatform,
  fitsPlatform,
  clauseHolds,
  mismatch,
  libcOf,
  readDockerfile,
  imagesFor,
  pinDockerfile,
  lineOf,
  LOCK_FILE,
  EMPTY_LOCK,
  debianName,
  pinOf,
  debianPinOf,
  withPin,
  withDebianPin,
  onlyPins,
  lockText,
  readLock,
  PACKAGE,
  BINARY_FOLDER,
  platformOf,
  STEPS,
  RESERVED,
  credentialsRemark,
  refusalRemark,
  PLAN_SCHEMA,
  CONFIG_NAMES,
  EMPTY_CONFIG,
  stepsOf2 as stepsOf,
  nearest,
  edits,
  CACHE_KEY_VARIABLE,
  parseSecretKey,
  parsePublicKey,
  keyIdOf,
  generateKey,
  readPems,
  ALGORITHMS,
  generateSigningKey,
  ephemeralKey,
  signBytes,
  canonicalJson,
  jsonDigest,
  textDigest,
  BUNDLE_TYPE,
  encodeBundle,
  signatureOf,
  pae,
  encodeEnvelope,
  decodeEnvelope,
  ask2 as ask,
  hostOf2 as hostOf,
  addressOf,
  fieldAt,
  STATEMENT_TYPE,
  OLDER_STATEMENT_TYPE,
  STATEMENT_PAYLOAD,
  encodeStatement,
  decodeStatement,
  penOf,
  servicesOf,
  isPublic,
  nameOf,
  PASSWORD_VARIABLES,
  KEY_VARIABLE,
  keySigner,
  withheldProblem,
  makePlan,
  settingsOf,
  makeContext,
  GITLAB_TOKEN,
  GITHUB_REQUEST,
  identityOf,
  privateRepository,
  visibilityOf2 as visibilityOf,
  signingPlan,
  SKIP_CODES,
  imageOptions,
  specText,
  TomlError,
  parse4 as parse,
  trustOf,
  prepare,
  prepared,
  fail,
  complain,
  cachedStores,
  keptBy,
  KEY_SCHEMA,
  isReordered,
  keyOf2 as keyOf,
  keyJson,
  inputsDigest,
  fillerOf,
  storeSlot,
  lineageOf,
  projectFiles,
  identify,
  outputsBefore,
  ownedBy,
  InputDigests,
  digestOutputs,
  writeReport,
  readReport,
  isObject,
  LOG,
  diffKeys,
  FAILURE_VARIABLE,
  environmentOf2 as environmentOf,
  asksRegistries,
  troubleOf2 as troubleOf,
  saidBy2 as saidBy,
  clean,
  mayBePlain,
  nextAddress,
  withQuery,
  whoIs,
  secretsOf,
  Access,
  credentialsFrom,
  giveRegistries,
  makeFolders2 as makeFolders,
  openStoresFolder,
  LATEST,
  RECORD_LIMIT,
  inherit,
  SIMPLE_SIGNING_TYPE,
  DSSE_TYPE,
  legacyTag,
  SIGNATURE_PREDICATE,
  bundleAttachment,
  legacyLayerDescriptor,
  legacyAttachment,
  bundlePath,
  signatureStatement,
  say,
  handoffPaths,
  start,
  refuse
};
