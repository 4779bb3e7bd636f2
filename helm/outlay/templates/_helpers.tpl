{{/* The start of every object's name: the release's, with the chart's where it isn't in it. */}}
{{- define "outlay.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* What finds the pods of a component. Takes root and component. */}}
{{- define "outlay.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Kubernetes' recommended labels. Takes root and component. */}}
{{- define "outlay.labels" -}}
{{ include "outlay.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: outlay
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "outlay.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end }}

{{- define "outlay.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "outlay.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* A service's values: the defaults with its own laid over them, as YAML. Takes root and name. */}}
{{- define "outlay.service" -}}
{{- toYaml (mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy (index .root.Values.services .name | default dict))) -}}
{{- end }}

{{/* On which nodes a pod may be and how it ranks there, or nothing. Takes a service's values. */}}
{{- define "outlay.placement" -}}
{{- $given := dict -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "priorityClassName" -}}
{{- with index $ $field }}{{ $_ := set $given $field . }}{{ end -}}
{{- end -}}
{{- if $given }}{{ toYaml $given }}{{ end -}}
{{- end }}

{{/* What each piece uses, which is its nature and no setting. The checks compare it with what the pieces read. */}}
{{- define "outlay.uses" -}}
gateway: [redis]
auth: [postgres, kafka, redis, masterKey]
user: [postgres, kafka, redis, masterKey]
ledger: [postgres, kafka, redis]
reporting: [postgres, kafka, redis]
notification: [postgres, kafka, redis, rabbitmq, smtp, masterKey]
{{- end }}

{{/* A pod that is no user of note and can't become one. */}}
{{- define "outlay.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* A container that can't write, or where it must be able to, has no right all the same. Takes whether its root is read-only. */}}
{{- define "outlay.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: {{ . }}
capabilities:
  drop: [ALL]
{{- end }}

{{/* Refuses what the schema can't: values that go together wrongly. Takes name and service. */}}
{{- define "outlay.check" -}}
{{- if le (int64 .service.drain.delayMs) (int64 .service.drain.keepAliveMs) -}}
{{- fail (printf "services.%s.drain: delayMs must be more than keepAliveMs, or somebody sends on a connection that is just being closed" .name) -}}
{{- end -}}
{{- if gt (int64 .service.autoscaling.minReplicas) (int64 .service.autoscaling.maxReplicas) -}}
{{- fail (printf "services.%s.autoscaling: minReplicas is more than maxReplicas" .name) -}}
{{- end -}}
{{- end }}

{{/* What a piece finds outside its image: a place to write, and the bundle of certificates where one is named. */}}
{{- define "outlay.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.caBundle.existingConfigMap }}
- name: ca-bundle
  mountPath: /etc/outlay/ca
  readOnly: true
{{- end }}
{{- end }}

{{- define "outlay.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- with .Values.caBundle }}
{{- if .existingConfigMap }}
- name: ca-bundle
  configMap:
    name: {{ .existingConfigMap }}
    items:
      - { key: {{ .key }}, path: bundle.pem }
{{- end }}
{{- end }}
{{- end }}
