import {
  parseSettings,
  readConfigText
} from "./shared-steps-image-options.js";
import "./shared-yaml.js";
import "./shared-semver.js";
import "./shared-verify-content.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import {
  CONFIG_NAMES,
  GITHUB_REQUEST,
  GITLAB_TOKEN,
  KEY_VARIABLE,
  OURS,
  PASSWORD_VARIABLES,
  createHash,
  fail,
  handoffPaths,
  imageOptions,
  isBelow,
  makePlan,
  parseImageName,
  posix,
  prepare,
  stepsOf,
  visible
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/generate/choices.ts
function checkedChoices(forge, choices) {
  const { image, action: action2, kaniko } = choices;
  for (const [flag, value] of [
    ["--image", image],
    ["--kaniko", kaniko]
  ]) {
    const problem = value === void 0 ? void 0 : imageProblem(value);
    if (problem !== void 0) return usage(`${flag} ${value}: ${problem}`);
  }
  if (forge === "gitlab") {
    return action2 === void 0 ? ok(choices) : usage("--action is for GitHub; GitLab takes --image");
  }
  if (action2 === void 0) return usage(`--action is missing: ${ACTION}`);
  return ACTION_NAME.test(action2) ? ok(choices) : usage(`--action ${action2}: ${ACTION}`);
}
var ACTION = "the action by its commit, owner/sealsmith@ and 40 hex digits, for a tag or branch may be moved to other code at any time";
var ACTION_NAME = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*@[0-9a-f]{40}$/;
function imageProblem(text) {
  const name = parseImageName(text);
  if (name === void 0) return "no name of an image";
  if (name.digest === void 0)
    return "a tag may be moved to another image at any time: name@sha256:… is what can be used";
  return /^[A-Za-z0-9._/:@-]+$/.test(text) ? void 0 : "no name of an image";
}
function usage(message) {
  return err({ code: "usage", message });
}

// src/core/pins.ts
var PINS = {
  checkout: {
    action: "actions/checkout",
    commit: "3d3c42e5aac5ba805825da76410c181273ba90b1",
    release: "v7.0.1"
  },
  upload: {
    action: "actions/upload-artifact",
    commit: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    release: "v7.0.0"
  },
  download: {
    action: "actions/download-artifact",
    commit: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
    release: "v8.0.1"
  },
  node: {
    action: "actions/setup-node",
    commit: "820762786026740c76f36085b0efc47a31fe5020",
    release: "v7.0.0"
  },
  python: {
    action: "actions/setup-python",
    commit: "5fda3b95a4ea91299a34e894583c3862153e4b97",
    release: "v7.0.0"
  },
  go: {
    action: "actions/setup-go",
    commit: "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e",
    release: "v7.0.0"
  }
};

// src/generate/paths.ts
var HARMLESS = /^[\p{L}\p{N}_.@+=,/ -]+$/u;
function pathProblem({ prefix, jobs }, more) {
  const paths = [...prefix === "" ? [] : [prefix], ...more, ...jobs.flatMap((job) => job.leaves)];
  const bad = paths.find((path) => !HARMLESS.test(path) || path.startsWith("-") || path.trim() !== path);
  if (bad === void 0) return void 0;
  const message = `the path ${JSON.stringify(bad)} cannot stand in a pipeline: only letters, digits, spaces and "_.@+=,/-" are safe there`;
  return { code: "usage", message };
}
function shellWord(path) {
  return /^[A-Za-z0-9_./-]+$/.test(path) ? path : `'${path}'`;
}
function fromTop(prefix, path) {
  return prefix === "" ? path : `${prefix}/${path}`;
}

// src/generate/yaml.ts
function entry(key, value, more = {}) {
  return { key, value, ...more };
}
function yamlLines(entries) {
  return mapLines(entries, "");
}
function mapLines(entries, indent) {
  return entries.flatMap(({ key, value, note, beside }) => {
    const [first = "", ...rest] = valueLines(value, indent);
    const remark = beside === void 0 ? "" : ` # ${oneLine(beside)}`;
    return [
      ...(note ?? []).map((line) => `${indent}# ${oneLine(line)}`.trimEnd()),
      `${indent}${scalar(key, true)}:${first === "" ? "" : ` ${first}`}${remark}`,
      ...rest
    ];
  });
}
function valueLines(value, indent) {
  if (typeof value === "string") return [scalar(value)];
  if (typeof value !== "object") return [String(value)];
  if ("row" in value) return [`[${value.row.map((text) => scalar(text, true)).join(", ")}]`];
  if ("script" in value) return ["|", ...value.script.map((line) => `${indent}  ${line}`.trimEnd())];
  if ("map" in value) return value.map.length === 0 ? ["{}"] : ["", ...mapLines(value.map, `${indent}  `)];
  return value.list.length === 0 ? ["[]"] : ["", ...value.list.flatMap((item) => itemLines(item, indent))];
}
function itemLines(item, indent) {
  if (typeof item !== "object" || !("map" in item)) {
    const [first2 = "", ...rest2] = valueLines(item, `${indent}  `);
    return [`${indent}  - ${first2}`, ...rest2];
  }
  const [first = "", ...rest] = mapLines(item.map, `${indent}    `);
  return [`${indent}  - ${first.trimStart()}`, ...rest];
}
var NO_TEXT = /^(?:true|false|yes|no|on|off|y|n|null|\.?nan|\.?inf)$/i;
var PLAIN = /^(?:[A-Za-z_/$]|\.[A-Za-z])[ -~]*$/;
var ENDS = /: | #|[: ]$/;
var NARROW = /^(?:[A-Za-z_/]|\.[A-Za-z])[A-Za-z0-9_./@+-]*$/;
function scalar(text, narrow = false) {
  const plain = narrow ? NARROW.test(text) : PLAIN.test(text) && !ENDS.test(text);
  return plain && !NO_TEXT.test(text) ? text : quoted(text);
}
function quoted(text) {
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codes);
}
function codes(char) {
  return [...Array(char.length).keys()].map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
}
function oneLine(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codes);
}

// src/generate/github-steps.ts
function uses({ action: action2, commit, release }) {
  return entry("uses", `${action2}@${commit}`, { beside: release });
}
function checkout(depth, note) {
  const more = note.length === 0 ? {} : { note };
  return {
    map: [
      entry("name", "Check out"),
      uses(PINS.checkout),
      entry("with", {
        map: [
          entry("persist-credentials", false),
          ...depth === void 0 ? [] : [entry("fetch-depth", depth, more)]
        ]
      })
    ]
  };
}
var HANDOFF = ".sealsmith/handoff";
function takeFrom(left, strict) {
  if (left.length === 0) return [];
  const ids = left.map(({ job }) => `\${{ needs.${job}.outputs.artifact }}`).join(",");
  const check = strict ? [
    `for archive in ${HANDOFF}/*.tar; do`,
    `  if tar --list --verbose --file "$archive" | grep --invert-match '^[d-]'; then`,
    '    echo "sealsmith: $archive holds what is neither file nor folder (exit 4)"; exit 4',
    "  fi",
    "done"
  ] : [];
  return [
    {
      map: [
        entry("name", "Take what the jobs before left"),
        uses(PINS.download),
        entry("with", {
          map: [entry("artifact-ids", ids), entry("path", HANDOFF), entry("merge-multiple", true)]
        })
      ]
    },
    {
      map: [
        entry("name", "Unpack it"),
        entry("run", {
          script: [
            ...check,
            ...left.flatMap(({ job, paths }) => words(`tar --extract --file ${HANDOFF}/${job}.tar`, paths))
          ]
        })
      ]
    }
  ];
}
function words(command, paths) {
  const line = [command, ...paths.map(shellWord)].join(" ");
  if (line.length <= 100) return [line];
  const last = paths.length - 1;
  return [`${command} \\`, ...paths.map((path, index) => `  ${shellWord(path)}${index < last ? " \\" : ""}`)];
}
function handOn({ job, paths }) {
  if (paths.length === 0) return [];
  const file = `${HANDOFF}/${job}.tar`;
  return [
    {
      map: [
        entry("name", "Pack what the next jobs need"),
        entry("run", {
          script: [`mkdir -p ${HANDOFF}`, ...words(`tar --create --file ${file}`, paths)]
        })
      ]
    },
    {
      map: [
        entry("name", "Hand it on"),
        entry("id", "hand-on"),
        uses(PINS.upload),
        entry("with", {
          map: [
            entry("name", `sealsmith-${job}`),
            entry("path", file),
            entry("include-hidden-files", true),
            entry("if-no-files-found", "error"),
            entry("compression-level", 0)
          ]
        })
      ]
    }
  ];
}
function leave({ job, paths }) {
  if (paths.length === 0) return [];
  return [
    {
      map: [
        entry("name", "Leave what was done and made"),
        entry("if", "${{ !cancelled() }}"),
        uses(PINS.upload),
        entry("with", {
          map: [
            entry("name", `sealsmith-${job}`),
            entry("path", { script: paths }),
            entry("include-hidden-files", true)
          ]
        })
      ]
    }
  ];
}

// src/generate/kaniko.ts
var KANIKO = "kaniko";
var ARCHIVED = [
  "kaniko was archived by its authors in June 2025 and gets no fixes any more: this is for pipelines that have it.",
  '"layers:" of containerize builds without privilege as well, and so does buildah.'
];
function kanikoOnGitlab(job, prefix, rules) {
  return entry(
    KANIKO,
    {
      map: [
        entry("image", { map: [entry("name", job.image), entry("entrypoint", { row: [""] })] }),
        entry("inherit", { map: [entry("default", false)] }),
        entry("interruptible", true),
        entry("needs", { list: [] }),
        entry("rules", { list: rules }),
        entry("script", {
          list: [
            {
              script: [
                folder(job, prefix),
                ...wrapped(["/kaniko/executor", ...flags(job, prefix, "$CI_PROJECT_DIR")])
              ]
            }
          ]
        }),
        entry("artifacts", {
          map: [entry("expire_in", "1 week"), entry("paths", { list: [fromTop(prefix, job.archive)] })]
        })
      ]
    },
    { note: ARCHIVED }
  );
}
function kanikoOnGithub(job, prefix) {
  const started = ['docker run --rm --volume "$PWD:/workspace"', job.image];
  return entry(
    KANIKO,
    {
      map: [
        entry("name", KANIKO),
        entry("runs-on", "ubuntu-24.04"),
        entry("timeout-minutes", 60),
        entry("permissions", { map: [entry("contents", "read", { beside: "to check out" })] }),
        entry("outputs", { map: [entry("artifact", "${{ steps.hand-on.outputs.artifact-id }}")] }),
        entry("steps", {
          list: [
            checkout(void 0, []),
            {
              map: [
                entry("name", "Build with kaniko"),
                entry("run", {
                  script: [
                    folder(job, prefix),
                    ...wrapped([...started, ...flags(job, prefix, "/workspace")])
                  ]
                })
              ]
            },
            ...handOn({ job: KANIKO, paths: [fromTop(prefix, job.archive)] })
          ]
        })
      ]
    },
    { note: ARCHIVED }
  );
}
function folder({ archive }, prefix) {
  const path = fromTop(prefix, archive);
  return `mkdir -p ${shellWord(path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".")}`;
}
function flags({ dockerfile, archive }, prefix, top) {
  return [
    `--context "dir://${fromTop(top, prefix)}"`.replace('/"', '"'),
    `--dockerfile "${fromTop(top, fromTop(prefix, dockerfile))}"`,
    "--reproducible --no-push --destination image",
    `--tar-path "${fromTop(top, fromTop(prefix, archive))}"`
  ];
}
function wrapped(words2) {
  return words2.map(
    (word, index) => `${index === 0 ? "" : "  "}${word}${index < words2.length - 1 ? " \\" : ""}`
  );
}

// src/generate/setting.ts
function remarks({ pipeline }) {
  return [
    'One job a step; "sealsmith plan" shows what each runs and may touch.',
    ...pipeline.skips.map(({ step, why }) => `No ${step} (${why.code}): ${why.detail}`)
  ];
}
function takesFromKaniko(steps2, { kaniko }) {
  return kaniko !== void 0 && steps2.includes("containerize");
}
function isLoopback(host) {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
}

// src/generate/github.ts
function githubFile(setting) {
  const { pipeline, releaseTags, variables, kaniko } = setting;
  const tags = releaseTags.length === 0 ? [] : [entry("tags", { row: releaseTags.map(glob) })];
  const map = (key, entries, note = []) => yamlLines([entry(key, { map: entries }, note.length === 0 ? {} : { note })]).join("\n");
  const jobs = [
    ...kaniko === void 0 ? [] : [kanikoOnGithub(kaniko, pipeline.prefix)],
    ...pipeline.jobs.map((job) => entry(job.id, { map: jobEntries(job, setting) }, { note: notes(job) }))
  ];
  return [
    yamlLines([entry("name", pipeline.label, { note: remarks(setting) })]).join("\n"),
    map("on", [
      entry("push", { map: [entry("branches", { row: branchesOf(setting).map(glob) }), ...tags] }),
      entry("pull_request", { map: [] }),
      entry("workflow_dispatch", { map: [] })
    ]),
    map("permissions", [], ["Each job says what it may do beyond this."]),
    map("concurrency", [
      entry("group", `${pipeline.label}-\${{ github.ref }}`),
      entry("cancel-in-progress", "${{ github.event_name == 'pull_request' }}")
    ]),
    ...variables.length === 0 ? [] : [
      map(
        "env",
        variables.map((name) => entry(name, `\${{ vars.${name} }}`)),
        ["Of the repository: Settings, Secrets and variables, Actions, Variables."]
      )
    ],
    `jobs:
${jobs.map((job) => indented(yamlLines([job]))).join("\n\n")}
`
  ].join("\n\n");
}
function indented(lines) {
  return lines.map((line) => line === "" ? "" : `  ${line}`).join("\n");
}
function branchesOf({ protected: branches }) {
  return branches ?? ["main"];
}
function glob(pattern) {
  return pattern.replaceAll(/\*+/g, "**");
}
function jobEntries(job, setting) {
  const { choices } = setting;
  const fromKaniko = takesFromKaniko(job.steps, setting) ? [KANIKO] : [];
  const needs = [...fromKaniko, ...job.needs];
  const left = (id) => leftBy(id, setting);
  return [
    entry("name", job.signs ? job.steps.join(", ") : job.id),
    ...needs.length === 0 ? [] : [entry("needs", { row: needs })],
    ...job.trusted ? [entry("if", whenTrusted(setting))] : [],
    entry("runs-on", "ubuntu-24.04"),
    ...choices.image === void 0 ? [] : [entry("container", choices.image)],
    ...environment(job, setting),
    entry("timeout-minutes", job.minutes),
    entry("permissions", { map: permissions(job) }),
    ...!job.taken ? [] : [
      entry("outputs", {
        map: [
          entry("record", "${{ steps.run.outputs.record-digest }}"),
          entry("artifact", "${{ steps.hand-on.outputs.artifact-id }}")
        ]
      })
    ],
    entry("steps", {
      list: [
        ...job.bare ? [] : [checkout(DEPTH, job.needs.length === 0 ? WHY_DEPTH : [])],
        ...toolchain(job, setting),
        ...takeFrom([...fromKaniko, ...job.takes].map(left), job.trusted),
        ...logins(job),
        action(job, setting),
        ...job.taken ? handOn(left(job.id)) : leave(left(job.id))
      ]
    })
  ];
}
function leftBy(job, { pipeline, kaniko }) {
  const paths = job === KANIKO ? [kaniko?.archive].flatMap((path) => path ?? []) : pipeline.jobs.find(({ id }) => id === job)?.leaves ?? [];
  return { job, paths: paths.map((path) => fromTop(pipeline.prefix, path)) };
}
function notes({ bare, trusted, registries }) {
  const hosts = trusted ? registries.filter(needsLogin) : [];
  return [
    ...bare ? ["Checks nothing out, and runs our program alone."] : [],
    ...hosts.length === 0 ? [] : [`REGISTRY_USER and REGISTRY_PASSWORD are for ${hosts.join(" and ")}, secrets of its environment.`]
  ];
}
var DEPTH = "${{ github.ref_name == github.event.repository.default_branch && 1 || 0 }}";
var WHY_DEPTH = [
  "Elsewhere all branches: the settings that trust hangs on are those of the default branch."
];
function environment(job, setting) {
  const note = ["Holds secrets, and gives them to protected branches and release tags alone."];
  const secret = job.secrets.some((name) => name !== TOKEN) || job.registries.some(needsLogin);
  if (job.trusted && (secret || isSealing(job, setting)))
    return [entry("environment", job.signs ? "sealsmith-sign" : "sealsmith", { note })];
  if (!isSealing(job, setting)) return [];
  return [entry("environment", `\${{ ${onBranch(setting)} && 'sealsmith' || '' }}`, { note })];
}
function isSealing(job, { sealed }) {
  return sealed && job.cached;
}
function permissions({ bare, identity, registries, secrets, trusted }) {
  const packages = trusted ? entry("packages", "write", { beside: "to write to ghcr.io" }) : entry("packages", "read", { beside: "to read from ghcr.io" });
  return [
    entry("contents", "read", { beside: bare ? "to read the configuration of the commit" : "to check out" }),
    ...registries.includes("ghcr.io") ? [packages] : [],
    ...identity ? [entry("id-token", "write", { beside: "to sign as this workflow" })] : [],
    ...bare && secrets.includes(TOKEN) ? [entry("attestations", "write", { beside: "to leave statements with GitHub" })] : []
  ];
}
var TOKEN = "GITHUB_TOKEN";
function toolchain(job, { pipeline, versionFile: versionFile2, choices }) {
  const { toolchain: name, prefix } = pipeline;
  const languages = {
    node: { title: "Node", off: [entry("package-manager-cache", false)] },
    python: { title: "Python", off: [] },
    go: { title: "Go", off: [entry("cache", false)] }
  };
  if (versionFile2 === void 0 || choices.image !== void 0 || job.bare) return [];
  if (name !== "node" && name !== "python" && name !== "go") return [];
  const { title, off } = languages[name];
  const file = entry(`${name}-version-file`, fromTop(prefix, versionFile2));
  return [{ map: [entry("name", `Get ${title}`), uses(PINS[name]), entry("with", { map: [file, ...off] })] }];
}
function needsLogin(host) {
  return host !== "ghcr.io" && !isLoopback(host);
}
function logins(job) {
  if (!job.trusted) return [];
  const hosts = job.registries.filter(needsLogin);
  return hosts.map((host) => ({
    map: [
      entry("name", `Log in to ${host}`),
      entry("run", {
        script: ['printf %s "$PASSWORD" | docker login --username "$USERNAME" --password-stdin "$REGISTRY"']
      }),
      entry("env", {
        map: [
          entry("REGISTRY", host),
          entry("USERNAME", "${{ secrets.REGISTRY_USER }}"),
          entry("PASSWORD", "${{ secrets.REGISTRY_PASSWORD }}")
        ]
      })
    ]
  }));
}
function action(job, setting) {
  const { choices, pipeline, config } = setting;
  const records = job.takes.map((id) => `\${{ needs.${id}.outputs.record }}`).join(" ");
  const token = job.bare || job.registries.includes("ghcr.io") || job.secrets.includes(TOKEN);
  const env = [
    // GitHub enforces it as well: a change writes nothing that others could read.
    entry("ACTIONS_CACHE_MODE", isSealing(job, setting) ? CACHE_MODE : "none"),
    ...token ? [entry(TOKEN, "${{ github.token }}")] : [],
    ...job.secrets.filter((name) => name !== TOKEN).map((name) => entry(name, `\${{ secrets.${name} }}`)),
    ...isSealing(job, setting) ? [entry("SEALSMITH_CACHE_KEY", "${{ secrets.SEALSMITH_CACHE_KEY }}")] : []
  ];
  return {
    map: [
      entry("name", `sealsmith run ${job.steps.join(" ")}`),
      entry("id", "run"),
      entry("uses", choices.action ?? ""),
      entry("with", {
        map: [
          entry("run", job.steps.join(" ")),
          ...job.only ? [entry("only", true)] : [],
          ...job.bare ? [entry("bare", true)] : [],
          ...records === "" ? [] : [entry("record", records)],
          ...config === void 0 ? [] : [entry("config", config)],
          ...pipeline.prefix === "" ? [] : [entry("working-directory", pipeline.prefix)]
        ]
      }),
      entry("env", { map: env })
    ]
  };
}
var CACHE_MODE = "${{ github.event_name == 'pull_request' && 'read' || 'write' }}";
function whenTrusted(setting) {
  const tags = setting.releaseTags.map((tag) => refIs(`refs/tags/${tag}`));
  return [...branchesOf(setting).map((branch) => refIs(`refs/heads/${branch}`)), ...tags].join(" || ");
}
function onBranch(setting) {
  const all = branchesOf(setting).map((branch) => refIs(`refs/heads/${branch}`));
  return all.length === 1 ? all[0] ?? "" : `(${all.join(" || ")})`;
}
function refIs(pattern) {
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.at(-1);
  if (tail === void 0) return `github.ref == '${head}'`;
  const starts = `startsWith(github.ref, '${head}')`;
  return tail === "" ? starts : `(${starts} && endsWith(github.ref, '${tail}'))`;
}

// src/generate/gitlab.ts
function gitlabFile(setting) {
  const { pipeline, kaniko } = setting;
  const name = (id) => `${pipeline.label}-${id}`;
  const built = kaniko === void 0 ? [] : [kanikoOnGitlab(kaniko, pipeline.prefix, whenever(setting))];
  const entries = [
    entry(
      `.${name("job")}`,
      { map: commonEntries(setting) },
      { note: [...remarks(setting), ...outside(setting)] }
    ),
    ...built.map((job) => ({ ...job, key: name(job.key) })),
    ...pipeline.jobs.map(
      (job) => entry(name(job.id), { map: jobEntries2(job, setting, name) }, { note: notes2(job) })
    )
  ];
  return `${entries.map((one) => yamlLines([one]).join("\n")).join("\n\n")}
`;
}
function outside({ choices, variables, sealed }) {
  return [
    ...choices.image === void 0 ? ['No image is named: jobs run in that of "default:", or on a runner that has sealsmith on its PATH.'] : [],
    ...variables.length === 0 ? [] : [`Variables of the project: ${variables.join(", ")}.`],
    ...sealed ? ["SEALSMITH_CACHE_KEY, a protected and masked variable, seals the cache on protected branches."] : []
  ];
}
function commonEntries(setting) {
  const { image } = setting.choices;
  return [
    ...image === void 0 ? [] : [
      entry("image", { map: [entry("name", image), entry("entrypoint", { row: [""] })] }),
      entry("inherit", { map: [entry("default", false)] })
    ],
    entry("interruptible", true),
    entry("variables", { map: [entry("GIT_DEPTH", "1")] }),
    entry("rules", { list: whenever(setting) }),
    entry(
      "before_script",
      { list: [{ script: FETCH }] },
      { note: ["The settings that trust hangs on are those of the default branch."] }
    )
  ];
}
var FETCH = [
  'if [ "$CI_COMMIT_BRANCH" != "$CI_DEFAULT_BRANCH" ]; then',
  '  depth=; if [ "$GIT_DEPTH" != 0 ]; then depth=--depth=1; fi',
  "  git fetch --quiet --no-tags $depth origin \\",
  '    "+refs/heads/$CI_DEFAULT_BRANCH:refs/remotes/origin/$CI_DEFAULT_BRANCH"',
  "fi"
];
function whenever(setting) {
  return [
    ...trustedRules(setting),
    rule('$CI_PIPELINE_SOURCE == "merge_request_event"'),
    rule("$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS", entry("when", "never")),
    rule("$CI_COMMIT_BRANCH")
  ];
}
function trustedRules({ protected: branches, releaseTags }) {
  const names = branches === void 0 ? ["$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"] : branches.map((branch) => `$CI_COMMIT_BRANCH ${matching(branch)}`);
  return [
    ...names.map((name) => rule(`${name} && $CI_COMMIT_REF_PROTECTED == "true"`)),
    // Whether its commit lies on a protected branch is a question to the whole history.
    ...releaseTags.map(
      (tag) => rule(`$CI_COMMIT_TAG ${matching(tag)}`, entry("variables", { map: [entry("GIT_DEPTH", "0")] }))
    )
  ];
}
function rule(condition, ...more) {
  return { map: [entry("if", condition), ...more] };
}
function matching(pattern) {
  if (!pattern.includes("*")) return `== "${pattern}"`;
  const expression = pattern.replaceAll(".", "\\.").replaceAll("/", "\\/").replaceAll(/\*+/g, ".*");
  return `=~ /^${expression}$/`;
}
function jobEntries2(job, setting, name) {
  const { prefix } = setting.pipeline;
  const needs = [
    ...takesFromKaniko(job.steps, setting) ? [needed(name(KANIKO), true)] : [],
    ...job.needs.map((id) => needed(name(id), job.takes.includes(id)))
  ];
  return [
    entry("extends", `.${name("job")}`),
    entry("needs", { list: needs }),
    ...job.trusted ? trustedEntries(job, setting) : [],
    ...job.bare ? BARE : [],
    ...job.identity ? [entry("id_tokens", { map: [entry("SIGSTORE_ID_TOKEN", { map: [entry("aud", "sigstore")] })] })] : [],
    entry("timeout", `${job.minutes} minutes`),
    // Where nobody's seal counts nothing is saved, either.
    ...setting.sealed && job.cached ? [
      entry("cache", {
        map: [
          entry("key", name(job.id)),
          ...!job.needs.includes("install") ? [] : [entry("fallback_keys", { row: [name("install")] })],
          entry("paths", { list: [fromTop(prefix, ".sealsmith/cache")] })
        ]
      })
    ] : [],
    entry("script", { list: script(job, setting) }),
    entry("artifacts", { map: artifacts(job, prefix) })
  ];
}
function trustedEntries(job, setting) {
  return [
    entry("rules", { list: trustedRules(setting) }),
    entry("interruptible", false),
    entry("resource_group", "sealsmith"),
    entry("environment", { map: [entry("name", `sealsmith/${job.id}`), entry("action", "access")] })
  ];
}
var BARE = [
  entry("variables", { map: [entry("GIT_STRATEGY", "empty")] }),
  entry("before_script", { list: [] })
];
function notes2({ bare, secrets, registries, trusted }) {
  const hosts = trusted ? registries.filter((host) => !isLoopback(host)) : [];
  const shown = secrets.length === 0 ? [] : [secrets.join(", ")];
  const registry = hosts.length === 0 ? [] : [`credentials for ${hosts.join(" and ")}`];
  const wanted = [...shown, ...registry];
  return [
    ...bare ? ["Checks nothing out, takes no variables of jobs before it, and runs our program alone."] : [],
    ...wanted.length === 0 ? [] : [
      `Needs ${wanted.join(" and ")}: protected variables, best of this environment alone.`,
      ...hosts.length === 0 ? [] : ["GitLab's own registry is known; for another DOCKER_AUTH_CONFIG, as docker login writes it."]
    ]
  ];
}
function needed(job, artifacts2) {
  return { map: [entry("job", job), entry("artifacts", artifacts2)] };
}
var HANDOFF2 = ".sealsmith/handoff";
function script(job, { pipeline, config }) {
  const { prefix } = pipeline;
  const at = (path) => shellWord(fromTop(prefix, path));
  const files = job.takes.map((id) => at(`${HANDOFF2}/${id}.env`));
  const run = [
    "sealsmith",
    ...prefix === "" ? [] : ["--cwd", shellWord(prefix)],
    ...config === void 0 ? [] : ["--config", shellWord(config)],
    "run",
    ...job.steps,
    ...job.only ? ["--only"] : [],
    ...job.bare ? ["--bare"] : [],
    ...files.length === 0 ? [] : ['--record "$records"']
  ].join(" ");
  return [
    ...files.length === 0 ? [] : [`records=$(sed -n '${RECORD}' ${files.join(" ")} | tr '\\n' ' ')`],
    run,
    ...!job.taken ? [] : [`mkdir -p ${at(HANDOFF2)} && cp ${at(".sealsmith/handoff.env")} ${at(`${HANDOFF2}/${job.id}.env`)}`]
  ];
}
var RECORD = "s/^SEALSMITH_RECORD_[A-Z0-9_]*=\\(sha256:[0-9a-f]\\{64\\}\\)$/\\1/p";
function artifacts(job, prefix) {
  const paths = [
    ...job.leaves.length === 0 ? [".sealsmith/run.json", ".sealsmith/runs"] : job.leaves,
    ...job.taken ? [`${HANDOFF2}/${job.id}.env`] : [],
    ".sealsmith/logs"
  ];
  return [
    entry("when", "always"),
    entry("expire_in", "1 week"),
    entry("paths", { list: paths.map((path) => fromTop(prefix, path)) }),
    entry("reports", { map: [entry("junit", fromTop(prefix, ".sealsmith/junit.xml"))] })
  ];
}

// src/generate/header.ts
var FORGES = ["github", "gitlab"];
var CHOICES = ["image", "action", "kaniko"];
var COMMAND = "# Written by: sealsmith generate ";
var DIGEST = "# What follows is sha256:";
function withHeader(forge, choices, body) {
  const flags2 = CHOICES.flatMap((name) => {
    const value = choices[name];
    return value === void 0 ? [] : [`--${name}`, value];
  });
  return `${[
    `${COMMAND}${[forge, ...flags2].join(" ")}`,
    '# Change sealsmith.yml and write it again; "--check" compares. Edits here are lost.',
    `${DIGEST}${digest(body)}`
  ].join("\n")}
${body}`;
}
function readHeader(text) {
  const [command = "", , digestLine = ""] = text.split("\n", 3);
  if (!command.startsWith(COMMAND) || !digestLine.startsWith(DIGEST)) return void 0;
  const [name, ...words2] = command.slice(COMMAND.length).split(" ");
  const forge = FORGES.find((one) => one === name);
  if (forge === void 0) return void 0;
  const choices = choicesIn(words2);
  if (choices === void 0) return void 0;
  const body = text.split("\n").slice(3).join("\n");
  return { forge, choices, untouched: digestLine === `${DIGEST}${digest(body)}` };
}
function choicesIn(words2) {
  const found = {};
  for (let at = 0; at < words2.length; at += 2) {
    const name = CHOICES.find((one) => words2[at] === `--${one}`);
    const value = words2[at + 1];
    if (name === void 0 || value === void 0 || found[name] !== void 0) return void 0;
    found[name] = value;
  }
  return found;
}
function digest(text) {
  return createHash("sha256").update(text).digest("hex");
}

// src/generate/pipeline.ts
var BARE2 = /* @__PURE__ */ new Set(["push", "sign", "attest", "verify"]);
var SIGNING = /* @__PURE__ */ new Set(["sign", "attest", "verify"]);
function pipelineOf(plan, left) {
  const groups = groupsOf(plan);
  const groupOf = new Map(groups.flatMap((group) => group.jobs.map(({ spec }) => [spec.id, group.id])));
  const installs = plan.jobs.filter(({ spec }) => spec.gives.includes("deps"));
  const jobs = groups.map((group) => {
    const { id, jobs: own } = group;
    const specs = own.map(({ spec }) => spec);
    const bare = specs.every(({ step }) => BARE2.has(step));
    const signs = specs.every(({ step }) => SIGNING.has(step));
    const direct = new Set(own.flatMap(({ after }) => after.map((job) => groupOf.get(job) ?? job)));
    direct.delete(id);
    const isInstall = (job) => groups.some((one) => one.id === job && one.jobs.every((planned) => installs.includes(planned)));
    const before = signs ? ancestors(direct, groups, groupOf) : direct;
    const needs = groups.map((one) => one.id).filter((one) => before.has(one) && !(bare && isInstall(one)));
    const takes = needs.filter((job) => !isInstall(job));
    const again = !bare && specs.some((spec) => spec.needs.includes("deps")) ? installs.filter((job) => !own.includes(job)) : [];
    const grants = new Set(specs.flatMap((spec) => spec.grants));
    const behind = (prefix2) => [...grants].flatMap((grant) => grant.startsWith(prefix2) ? [grant.slice(prefix2.length)] : []).toSorted();
    const limits = [...again, ...own].reduce((sum, { spec }) => sum + spec.limit, 0);
    return {
      id,
      steps: takes.length === 0 && !bare ? steps(specs) : [...steps(again.map(({ spec }) => spec)), ...steps(specs)],
      only: takes.length > 0 || bare,
      bare,
      signs,
      needs,
      takes,
      leaves: isInstall(id) ? [] : [...new Set(specs.flatMap(left))],
      taken: false,
      minutes: Math.min(360, Math.ceil(limits / 6e4) + 10),
      trusted: specs.some(({ step }) => BARE2.has(step)) || behind("secret:").length > 0,
      identity: grants.has("identity"),
      engine: grants.has("engine"),
      registries: behind("registry:"),
      secrets: behind("secret:"),
      cached: [...again, ...own].some(({ spec }) => spec.cache === "result" || spec.cache === "store"),
      junit: specs.some((spec) => spec.gives.includes("junit"))
    };
  });
  const prefix = plan.context.git?.prefix ?? "";
  const trusted = /* @__PURE__ */ new Set();
  for (const job of jobs) {
    if (job.trusted || job.needs.some((id) => trusted.has(id))) trusted.add(job.id);
  }
  const taken = new Set(jobs.flatMap((job) => job.takes));
  return {
    label: labelOf(prefix),
    toolchain: plan.project.toolchain,
    prefix,
    jobs: jobs.map((job) => ({
      ...job,
      trusted: trusted.has(job.id),
      taken: taken.has(job.id)
    })),
    skips: plan.skips
  };
}
function labelOf(prefix) {
  return prefix === "" ? "sealsmith" : `sealsmith-${prefix.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
}
function groupsOf(plan) {
  const together = signedTogether(plan);
  const groups = /* @__PURE__ */ new Map();
  const first = plan.jobs.find(({ spec }) => SIGNING.has(spec.step))?.spec.step ?? "";
  for (const job of plan.jobs) {
    const { step } = job.spec;
    const id = together && SIGNING.has(step) ? first : step;
    groups.set(id, [...groups.get(id) ?? [], job]);
  }
  return [...groups].map(([id, jobs]) => ({ id, jobs }));
}
function signedTogether({ jobs }) {
  const signing = new Set(jobs.filter(({ spec }) => SIGNING.has(spec.step)).map(({ spec }) => spec.id));
  const behind = /* @__PURE__ */ new Set();
  for (const { spec, after } of jobs) {
    if (after.some((id) => behind.has(id) || signing.has(id)) && !signing.has(spec.id)) behind.add(spec.id);
  }
  return !jobs.some(({ spec, after }) => signing.has(spec.id) && after.some((id) => behind.has(id)));
}
function ancestors(direct, groups, groupOf) {
  const all = /* @__PURE__ */ new Set();
  const add = (id) => {
    if (all.has(id)) return;
    all.add(id);
    for (const { after } of groups.find((group) => group.id === id)?.jobs ?? []) {
      for (const job of after) add(groupOf.get(job) ?? job);
    }
  };
  direct.forEach(add);
  return all;
}
function steps(specs) {
  return [...new Set(specs.map(({ step }) => step))];
}

// src/cli/generate/forge-plan.ts
async function forgePlan(session, forge) {
  const { workspace, config } = session;
  const branch = trustedBranch(session);
  const git = await session.git;
  const world = asOnForge(session, forge, addressOf(forge, git?.remote));
  const facts = factsOf(forge, branch, git?.commit ?? "0".repeat(40), git?.remote);
  const found = await prepare(world, facts, workspace, config, session.git);
  if (!found.ok) return found;
  const { input } = found.value;
  const { image } = input.facts;
  const planned = makePlan({
    ...input,
    wish: { steps: [], only: false },
    granted: /* @__PURE__ */ new Set([...input.granted, ...secretsOf(found.value)]),
    facts: {
      ...input.facts,
      machine: { ...input.facts.machine, root: true },
      image: { ...image, docker: image.dockerfile === void 0 ? void 0 : true }
    }
  });
  return planned.ok ? ok({ planned: planned.value, prepared: found.value }) : planned;
}
function factsOf(forge, branch, commit, remote) {
  const repositoryUrl = addressOf(forge, remote);
  const common = {
    repository: repositoryUrl.replace(/^https:\/\/[^/]*\//, ""),
    repositoryUrl,
    ref: `refs/heads/${branch}`,
    commit,
    defaultBranch: branch,
    headRepository: void 0,
    change: void 0,
    runUrl: "",
    // Whether it is cannot be seen from here; where it is not, the run says what that means for signing.
    visibility: "public"
  };
  return forge === "github" ? { ...common, host: "github", event: "push" } : { ...common, host: "gitlab", source: "push", refProtected: true };
}
function trustedBranch(session) {
  return settingsOf(session)?.values.protected?.[0]?.replaceAll("*", "x") ?? "main";
}
function addressOf(forge, remote) {
  const [, host, path] = /^(?:https:\/\/|ssh:\/\/git@|git@)([^/:]+)[/:](.+?)(?:\.git)?$/.exec(remote ?? "") ?? [];
  const known = host !== void 0 && path !== void 0 && /^[\w.-]+(?:\/[\w.-]+)+$/.test(path);
  if (forge === "github")
    return known && host === "github.com" ? `https://github.com/${path}` : "https://github.com/owner/name";
  return known && host !== "github.com" ? `https://${host}/${path}` : "https://gitlab.com/group/name";
}
function asOnForge(session, forge, address) {
  const { world, workspace } = session;
  const there = new Map(standIns(session, forge).map((name) => [name, "set on the forge"]));
  return {
    ...world,
    env: { ...world.env, ...predefined(forge, address) },
    secrets: there,
    git: {
      ...world.git,
      show: async (_, __, path) => {
        const text = world.files.readText(`${workspace}/${path}`);
        return text.ok ? text.value : void 0;
      },
      contains: async () => true
    },
    findTools: async (requests) => {
      const found = await world.findTools(requests);
      return new Map(
        requests.map((request) => {
          const tool = found.get(request.name);
          return [request.name, tool === void 0 || "code" in tool ? standIn(request.name) : tool];
        })
      );
    }
  };
}
function predefined(forge, address) {
  const { host, pathname } = new URL(address);
  const path = pathname.slice(1);
  if (forge === "github") return { GITHUB_REPOSITORY: path };
  const image = `registry.${host}/${path.toLowerCase()}`;
  return { CI_PROJECT_PATH: path, CI_REGISTRY: `registry.${host}`, CI_REGISTRY_IMAGE: image };
}
function standIn(name) {
  const minor = /^python3\.(\d+)$/.exec(name)?.[1];
  return {
    name,
    version: minor === void 0 ? "99.0.0" : `3.${minor}.0`,
    from: "machine",
    path: `/usr/bin/${name}`
  };
}
function standIns(session, forge) {
  const signing = settingsOf(session)?.values.signing;
  const named = [signing?.key, signing?.password, signing?.token].flatMap(
    (place) => typeof place === "object" && "variable" in place ? [place.variable] : []
  );
  const identity = forge === "github" ? [GITHUB_REQUEST.url, GITHUB_REQUEST.token] : [GITLAB_TOKEN];
  return [...identity, ...signing === void 0 ? [] : [KEY_VARIABLE, PASSWORD_VARIABLES[0]], ...named];
}
function settingsOf({ world, workspace, config }) {
  const paths = config === void 0 ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [config];
  for (const path of paths) {
    const text = world.files.readText(path, 64 * 1024);
    if (text.ok && text.value !== void 0) return parseSettings(readConfigText(path, text.value));
  }
  return void 0;
}
function secretsOf({ config }) {
  return Object.values(stepsOf(config)).flatMap(
    (step) => typeof step === "object" ? (step.secrets ?? []).map((name) => `secret:${name}`) : []
  );
}

// src/cli/generate/setting.ts
async function settingOf(session, forge, choices) {
  const found = await forgePlan(session, forge);
  if (!found.ok) return found;
  const { planned, prepared } = found.value;
  const { config } = prepared;
  const pipeline = pipelineOf(planned.plan, handoffPaths);
  const read = reader(session);
  const kaniko = kanikoOf(prepared, choices.kaniko, read);
  if (!kaniko.ok) return kaniko;
  const own = configPath(session);
  if (!own.ok) return own;
  const version = versionFile(pipeline.toolchain, read);
  const more = [own.value, version, kaniko.value?.archive].flatMap((path) => path ?? []);
  const problem = pathProblem(pipeline, more);
  if (problem !== void 0) return err(problem);
  return ok({
    pipeline,
    choices,
    protected: config.protected,
    releaseTags: config["release-tags"] ?? [],
    sealed: prepared.cache.store !== "off" && prepared.cache.signers.some(({ tier }) => tier === "T2"),
    config: own.value,
    versionFile: version,
    variables: config.file === void 0 ? [] : variablesIn(read(config.file), prepared),
    kaniko: kaniko.value
  });
}
function configPath({ config, workspace }) {
  if (config === void 0) return ok(void 0);
  const path = posix.relative(workspace, config);
  if (!path.startsWith("../") && !posix.isAbsolute(path)) return ok(path);
  return err({
    code: "usage",
    message: `--config ${config} lies outside of the project, and so not on the forge`
  });
}
function kanikoOf({ config }, image, read) {
  if (image === void 0) return ok(void 0);
  if (read("Dockerfile") === "")
    return err({ code: "usage", message: "--kaniko builds the Dockerfile, and there is none here" });
  const options = imageOptions(config);
  const from = options === false ? void 0 : options?.from;
  if (from?.kind === "archive" && isBelow(from.path, OURS))
    return ok({ image, dockerfile: "Dockerfile", archive: from.path });
  const message = '--kaniko needs a containerize that takes over what kaniko built, out of our own folder; write "containerize: { from: { archive: .sealsmith/kaniko/image.tar } }" below "steps"';
  return err({ code: "usage", message });
}
function reader({ world, workspace }) {
  return (path) => {
    const text = world.files.readText(`${workspace}/${path}`, 1024 * 1024);
    return text.ok ? text.value ?? "" : "";
  };
}
function versionFile(toolchain2, read) {
  const there = (path, says = /\S/) => says.test(read(path));
  switch (toolchain2) {
    case "node":
      return [".nvmrc", ".node-version"].find((path) => there(path)) ?? (there("package.json", /"engines"\s*:\s*\{[^}]*"node"\s*:/) ? "package.json" : void 0);
    case "python":
      return there(".python-version") ? ".python-version" : there("pyproject.toml", /^requires-python\s*=/m) ? "pyproject.toml" : void 0;
    case "go":
      return there("go.mod") ? "go.mod" : void 0;
    default:
      return void 0;
  }
}
function variablesIn(text, { input }) {
  const names = [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = ""]) => name);
  const known = (name) => Object.hasOwn(input.variables.file, name) || /^(?:CI|GITHUB|RUNNER)_/.test(name);
  const declared = declaredIn(input);
  return [...new Set(names)].filter((name) => declared.has(name) && !known(name)).toSorted();
}
function declaredIn({ config }) {
  const lists = [config.env ?? [], ...Object.values(config.steps ?? {}).map(envOf)];
  return new Set(lists.flat().flatMap((one) => one.includes("=") ? [] : [one]));
}
function envOf(step) {
  const env = typeof step === "object" && step !== null && "env" in step ? step.env : void 0;
  return Array.isArray(env) ? env.filter((one) => typeof one === "string") : [];
}

// src/cli/generate.ts
async function generate(session, forge, flags2) {
  const written = await made(session, forge, flags2);
  return written.ok ? written.value : fail(session, written.failure);
}
async function made(session, forge, flags2) {
  const { files } = session.world;
  const prefix = (await session.git)?.prefix ?? "";
  const top = topOf(session, prefix);
  const target = flags2.output === void 0 ? `${top}/${fileOf(forge, prefix)}` : posix.resolve(session.workspace, flags2.output);
  const there = files.readText(target);
  if (!there.ok) return there;
  const header = there.value === void 0 ? void 0 : readHeader(there.value);
  const before = header?.forge === forge ? header.choices : {};
  const choices = checkedChoices(forge, { ...before, ...chosen(flags2) });
  if (!choices.ok) return choices;
  const setting = await settingOf(session, forge, choices.value);
  if (!setting.ok) return setting;
  const body = forge === "github" ? githubFile(setting.value) : gitlabFile(setting.value);
  const text = withHeader(forge, choices.value, body);
  if (flags2.stdout === true) {
    session.terminal.output.write(text);
    return ok(0);
  }
  if (flags2.check === true) return checked(session, target, there.value, text);
  if (there.value === text) return said(session, target, setting.value, "unchanged");
  const problem = there.value === void 0 || flags2.force === true ? void 0 : foreign(target, forge, header);
  if (problem !== void 0) return err(problem);
  const stray = flags2.output === void 0 ? strayed(session, top, target) : void 0;
  if (stray !== void 0) return err(stray);
  const put = files.writeText(target, text, 420);
  if (!put.ok) return put;
  return said(session, target, setting.value, "wrote", nextLines(session, forge, flags2, setting.value, top));
}
function chosen({ image, action: action2, kaniko }) {
  return {
    ...image === void 0 ? {} : { image },
    ...action2 === void 0 ? {} : { action: action2 },
    ...kaniko === void 0 ? {} : { kaniko }
  };
}
function topOf({ workspace }, prefix) {
  const depth = prefix === "" ? 0 : prefix.split("/").length;
  return posix.resolve(workspace, ...Array(depth).fill(".."));
}
function fileOf(forge, prefix) {
  const name = `${labelOf(prefix)}.yml`;
  return forge === "github" ? `.github/workflows/${name}` : `.gitlab/${name}`;
}
function strayed({ world }, top, target) {
  const real = world.files.realPath(top) ?? top;
  let folder2 = posix.dirname(target);
  while (world.files.kind(folder2) === void 0) folder2 = posix.dirname(folder2);
  if (isBelow(world.files.realPath(folder2) ?? folder2, real)) return void 0;
  return { code: "usage", message: `${folder2} leads out of the repository; --output writes somewhere else` };
}
function foreign(path, forge, header) {
  if (header?.forge !== forge) return { code: "pipeline-foreign", path, why: "not-ours" };
  return header.untouched ? void 0 : { code: "pipeline-foreign", path, why: "edited" };
}
function checked(session, path, has, wants) {
  if (has === wants) {
    if (session.flags.json === true) session.json({ path, fits: true });
    else session.say([`${visible(path)} fits the plan`]);
    return ok(0);
  }
  if (has === void 0) return err({ code: "pipeline-outdated", path, first: void 0 });
  const [now, then] = [has.split("\n"), wants.split("\n")];
  const line = [...now.keys(), now.length].findIndex((at2) => at2 !== DIGEST_LINE && now[at2] !== then[at2]);
  const at = line < 0 ? DIGEST_LINE : line;
  return err({
    code: "pipeline-outdated",
    path,
    first: { line: at + 1, has: now[at] ?? "", wants: then[at] ?? "" }
  });
}
var DIGEST_LINE = 2;
function nextLines({ world }, forge, { output }, setting, top) {
  if (forge === "github") {
    const assumed = 'note: sealsmith.yml says nothing of "protected" branches, so it is main here';
    return setting.protected === void 0 ? [assumed] : [];
  }
  const path = fileOf("gitlab", setting.pipeline.prefix);
  const own = world.files.readText(`${top}/.gitlab-ci.yml`);
  if (output !== void 0 || own.ok && own.value?.includes(path) === true) return [];
  return ["next: a line in .gitlab-ci.yml", `     include: ${path}`];
}
function said(session, path, setting, what, next = []) {
  const { jobs } = setting.pipeline;
  if (session.flags.json === true) session.json({ path, jobs: jobs.map(({ id }) => id) });
  else session.say([`${what} ${visible(path)}`, `     ${jobs.map(({ id }) => id).join(", ")}`, ...next]);
  return ok(0);
}
export {
  generate
};
