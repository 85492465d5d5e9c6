# One image for the web server, the worker, the migrations and the mail catcher; the command says which.
# The official image's Python is built with profile-guided optimisation.
ARG PYTHON=3.13-slim

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv /opt/campaigns
COPY requirements/ requirements/
RUN /opt/campaigns/bin/pip install --require-hashes --only-binary :all: -r requirements/production.txt \
    && pip install --require-hashes --only-binary :all: -r requirements/build.txt
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/campaigns/bin/pip install --no-deps dist/*.whl \
    && /opt/campaigns/bin/python -m compileall -q /opt/campaigns/lib

FROM python:${PYTHON}
RUN useradd --system --uid 10001 --home-dir /nonexistent --no-create-home campaigns \
    && install --directory --owner=campaigns /data
COPY --from=build /opt/campaigns /opt/campaigns
ENV PATH=/opt/campaigns/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 CAMPAIGNS_HOST=0.0.0.0
USER campaigns
WORKDIR /
EXPOSE 8000
ENTRYPOINT ["campaigns"]
CMD ["serve"]
