"""Rules of this repository for rendered manifests, beside the schemas: python check_k8s.py [--replicas N] FILE"""

import argparse
import sys

import yaml


def faults(objects, replicas):
    kinds = {}
    for thing in objects:
        kinds.setdefault(thing["kind"], []).append(thing)
    for secret in kinds.get("Secret", []):
        if secret.get("data") or secret.get("stringData"):
            yield f"Secret {secret['metadata']['name']}: data belongs outside of the repository"
    deployments = kinds.get("Deployment", [])
    if not deployments:
        yield "no Deployment at all"
    for deployment in deployments + kinds.get("Job", []):
        yield from (f"{deployment['kind']} {deployment['metadata']['name']}: {fault}" for fault in pod_faults(deployment))
    for deployment in deployments:
        name, template = deployment["metadata"]["name"], deployment["spec"]["template"]
        labels = template["metadata"]["labels"].items()
        budgets = [b for b in kinds.get("PodDisruptionBudget", []) if b["spec"]["selector"]["matchLabels"].items() <= labels]
        if len(budgets) != 1:
            yield f"Deployment {name}: {len(budgets)} PodDisruptionBudgets, one is needed"
        scaled = [h for h in kinds.get("HorizontalPodAutoscaler", []) if h["spec"]["scaleTargetRef"]["name"] == name]
        least = scaled[0]["spec"]["minReplicas"] if scaled else deployment["spec"].get("replicas", 1)
        if least < replicas:
            yield f"Deployment {name}: {least} replicas, {replicas} are needed"
        for container in template["spec"]["containers"]:
            for probe in ("readinessProbe", "livenessProbe"):
                if probe not in container:
                    yield f"Deployment {name}: no {probe}"


def pod_faults(workload):
    pod = workload["spec"]["template"]["spec"]
    context = pod.get("securityContext", {})
    if not context.get("runAsNonRoot") or not context.get("runAsUser"):
        yield "may run as root"
    if context.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "no seccomp profile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "mounts a token of the cluster"
    for container in pod["containers"] + pod.get("initContainers", []):
        own = container.get("securityContext", {})
        if own.get("runAsNonRoot") is False or own.get("runAsUser") == 0:
            yield "may run as root"
        if not own.get("readOnlyRootFilesystem"):
            yield "root file system is writable"
        if own.get("allowPrivilegeEscalation") is not False or own.get("privileged"):
            yield "may gain privileges"
        if own.get("capabilities", {}).get("drop") != ["ALL"] or own["capabilities"].get("add"):
            yield "keeps capabilities"
        for kind in ("requests", "limits"):
            if not {"cpu", "memory"} <= container.get("resources", {}).get(kind, {}).keys():
                yield f"no {kind} of cpu and memory"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--replicas", type=int, default=1)
    arguments.add_argument("file")
    given = arguments.parse_args()
    with open(given.file, encoding="utf-8") as file:
        found = list(faults([thing for thing in yaml.safe_load_all(file) if thing], given.replicas))
    print("\n".join(f"{given.file}: {fault}" for fault in found), file=sys.stderr, end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
